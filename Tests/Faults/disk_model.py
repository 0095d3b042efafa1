"""What a disk would hold after a power cut: a model of files and folders, fed with a trace of system calls.

Every file has the octets that were written and those that were synced; every folder the names that were made and
those that were synced. A cut keeps what was synced; of the rest, anything may have survived.
"""

import os


class File:
    def __init__(self, content=b""):
        self.current, self.safe = content, content


class Folder:
    def __init__(self):
        self.current, self.safe = {}, {}


class Disk:
    """`top` is a folder that was on disk before, whole."""

    def __init__(self, top):
        self.top = os.path.realpath(top)
        self.root = self._load(self.top)

    def _load(self, path):
        folder = Folder()
        for entry in os.scandir(path):
            node = self._load(entry.path) if entry.is_dir() else File(open(entry.path, "rb").read())
            folder.current[entry.name] = folder.safe[entry.name] = node
        return folder

    def holds(self, path):
        return path == self.top or path.startswith(self.top + "/")

    def find(self, path):
        node = self.root
        for name in self._names(path):
            node = node.current.get(name) if isinstance(node, Folder) else None
        return node

    def _names(self, path):
        return [name for name in path[len(self.top):].split("/") if name]

    def _parent(self, path):
        return self.find(os.path.dirname(path)), os.path.basename(path)

    # The calls, in the words of their manual pages.

    def open(self, path, creates, truncates):
        folder, name = self._parent(path)
        node = self.find(path)
        if node is None and creates and folder is not None:
            folder.current[name] = File()
        elif isinstance(node, File) and truncates:
            node.current = b""

    def write(self, path, octets):
        self.find(path).current += octets

    def truncate(self, path, length):
        node = self.find(path)
        node.current = node.current[:length].ljust(length, b"\0")

    def sync(self, path):
        node = self.find(path)
        if node is not None:
            node.safe = node.current if isinstance(node, File) else dict(node.current)

    def make_folder(self, path):
        folder, name = self._parent(path)
        folder.current[name] = Folder()

    def rename(self, old, new):
        source, name = self._parent(old)
        target, new_name = self._parent(new)
        target.current[new_name] = source.current.pop(name)

    def link(self, old, new):
        folder, name = self._parent(new)
        folder.current[name] = self.find(old)

    def unlink(self, path):
        folder, name = self._parent(path)
        folder.current.pop(name, None)

    # What a cut leaves.

    def state(self, names, content):
        """names(folder) and content(file) choose what survived; path -> octets, or None for a folder."""
        found = {}

        def walk(folder, path):
            for name, node in sorted(names(folder).items()):
                if isinstance(node, Folder):
                    found[f"{path}{name}"] = None
                    walk(node, f"{path}{name}/")
                else:
                    found[f"{path}{name}"] = content(node)
        walk(self.root, "")
        return found

    def everything(self):
        return self.state(lambda folder: folder.current, lambda file: file.current)

    def states(self, chance):
        """name -> state: all that a cut may leave, in six ways."""
        def half(file):
            if file.current.startswith(file.safe):
                return file.current[:len(file.safe) + (len(file.current) - len(file.safe)) // 2]
            return file.safe

        def some(node):
            return node.current if chance.random() < 0.5 else node.safe

        ways = {
            "synced only": (lambda f: f.safe, lambda f: f.safe),
            "all": (lambda f: f.current, lambda f: f.current),
            "half of the octets": (lambda f: f.current, half),
            "names without content": (lambda f: f.current, lambda f: f.safe),
            "content without names": (lambda f: f.safe, lambda f: f.current),
            "some of each": (some, some),
        }
        return {way: self.state(*choice) for way, choice in ways.items()}


def put(state, path):
    """Makes that state a folder again."""
    os.makedirs(path)
    for name, content in state.items():
        if content is None:
            os.makedirs(f"{path}/{name}", mode=0o700)
        else:
            with open(f"{path}/{name}", "wb") as file:
                file.write(content)
            os.chmod(f"{path}/{name}", 0o600)
