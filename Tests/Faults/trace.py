"""Reads a trace of strace (-f -y -ttt -xx): each call once, when it had returned."""

import re
from collections import namedtuple

Call = namedtuple("Call", "at name arguments result thread")
CALLS = ("openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate,"
         "mkdir,mkdirat,rmdir,sendto,sendmsg,recvfrom")
WRAPPER = ["strace", "-f", "-y", "-ttt", "-xx", "-qq", "-s", "10000000", "-e", f"trace={CALLS}", "-e", "signal=none"]
LINE = re.compile(r"(\d+) +([\d.]+) (.*)")
WHOLE = re.compile(r"(\w+)\((.*)\) += (-?\d+|\?)(.*)", re.DOTALL)
HEX = re.compile(r"\\x([0-9a-f]{2})")


def octets(text):
    """What stands between quotes or angle brackets, of \\xNN."""
    return bytes.fromhex("".join(HEX.findall(text)))


def quoted(arguments):
    return [octets(part) for part in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]


def path_of(arguments):
    """The path that strace -y found behind the first descriptor."""
    found = re.match(r"(?:AT_FDCWD|\d+)<([^>]*)>", arguments)
    return octets(found.group(1)).decode("utf-8", "replace").removesuffix(" (deleted)") if found else ""


def descriptor(arguments):
    return int(re.match(r"\d+", arguments).group())


def calls(path):
    begun = {}
    with open(path, errors="replace") as file:
        for line in file:
            if not (found := LINE.match(line)):
                continue
            thread, at, text = found.groups()
            if text.endswith("<unfinished ...>\n") or text.endswith("<unfinished ...>"):
                begun[thread] = text[:text.rindex("<unfinished ...>")]
                continue
            if text.startswith("<... "):
                text = begun.pop(thread, "") + text.split(" resumed>", 1)[1]
            if whole := WHOLE.match(text):
                name, arguments, result, _ = whole.groups()
                yield Call(float(at), name, arguments, int(result) if result != "?" else -1, thread)


def apply(call, disk):
    """Does to the disk what the call did; true where the disk was concerned."""
    if call.result < 0:
        return False
    arguments, names = call.arguments, quoted(call.arguments)
    paths = [at_paths(arguments, name) for name in names]
    if call.name == "openat":
        if not disk.holds(paths[0]) or not ("O_CREAT" in arguments or "O_TRUNC" in arguments):
            return False
        disk.open(paths[0], "O_CREAT" in arguments, "O_TRUNC" in arguments)
    elif call.name in ("write", "pwrite64", "fsync", "fdatasync", "ftruncate"):
        path = path_of(arguments)
        if not disk.holds(path) or disk.find(path) is None:
            return False
        if call.name == "ftruncate":
            disk.truncate(path, int(arguments.rsplit(",", 1)[1]))
        elif call.name == "write":
            disk.write(path, names[-1][:call.result])
        else:
            disk.sync(path)
    elif call.name in ("rename", "renameat", "renameat2", "link", "linkat"):
        if not disk.holds(paths[0]):
            return False
        (disk.rename if call.name.startswith("rename") else disk.link)(*paths)
    elif call.name in ("unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"):
        if not disk.holds(paths[0]):
            return False
        (disk.make_folder if call.name.startswith("mkdir") else disk.unlink)(paths[0])
    else:
        return False
    return True


def at_paths(arguments, name):
    """A name as an absolute path; a relative one is below the folder whose descriptor stands before it."""
    text = name.decode("utf-8", "replace")
    if text.startswith("/"):
        return text
    position = arguments.find('"' + "".join(f"\\x{o:02x}" for o in name) + '"')
    folders = re.findall(r"(?:AT_FDCWD|\d+)<([^>]*)>", arguments[:position])
    return octets(folders[-1]).decode("utf-8", "replace") + "/" + text if folders else text
