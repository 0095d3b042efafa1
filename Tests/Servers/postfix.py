#!/usr/bin/python3
"""A Postfix of a test's own: queue, configuration and mailbox in one folder, on a loopback port.

usage: postfix.py FOLDER      (as root: Postfix insists)

Everything for *.example and example.org is delivered into FOLDER/mail/inbox/, one Maildir, by virtual(8).
Nothing leaves the machine, and the system's own Postfix is neither used nor touched. Prints {"port": N}
when it listens; ends at the end of its standard input or at SIGTERM, and takes its processes along.
"""

import ctypes
import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
myhostname = postfix.hub.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
virtual_mailbox_domains = regexp:{folder}/etc/domains
virtual_mailbox_maps = regexp:{folder}/etc/mailboxes
virtual_mailbox_base = {folder}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_limit = 0
virtual_destination_recipient_limit = 1
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
anvil_status_update_time = 600s
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def prepare(folder, port):
    user = pwd.getpwnam("nobody")
    for name in ("etc", "queue", "data", "mail"):
        (folder / name).mkdir(parents=True)
    os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, 0)
    os.chown(folder / "mail", user.pw_uid, user.pw_gid)
    os.chmod(folder, 0o755)  # Postfix's processes are not root
    (folder / "etc/main.cf").write_text(MAIN.format(folder=folder, uid=user.pw_uid, gid=user.pw_gid))
    (folder / "etc/master.cf").write_text(MASTER.format(port=port))
    (folder / "etc/domains").write_text("/\\.example$/ x\n/^example\\.org$/ x\n/\\.example\\.org$/ x\n")
    (folder / "etc/mailboxes").write_text("/./ inbox/\n")


def listens(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(100).startswith(b"220")
    except OSError:
        return False


def tie():
    """Between fork and exec: the master ends with this program, however that ends (prctl(2), PR_SET_PDEATHSIG),
    and hears SIGTERM, whatever signals whoever started us had blocked."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def stop(master):
    """The master ends its children when it is told to; the group is for those that do not listen."""
    master.terminate()
    try:
        master.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(master.pid, signal.SIGKILL)
        master.wait()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if os.geteuid() != 0:
        sys.exit("postfix.py: needs root")
    folder, port = Path(sys.argv[1]).resolve(), free_port()
    prepare(folder, port)
    # `postfix check` makes the queue's folders; `master` is then run in the foreground, as a child.
    subprocess.run(["/usr/sbin/postfix", "-c", folder / "etc", "check"], check=True, stdout=sys.stderr)
    master = subprocess.Popen(
        ["/usr/lib/postfix/sbin/master", "-c", folder / "etc", "-d"], start_new_session=True, preexec_fn=tie,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        for _ in range(600):
            if listens(port):
                break
            if master.poll() is not None:
                sys.exit(f"postfix.py: master ended with {master.returncode}; see {folder}/log")
            time.sleep(0.05)
        else:
            sys.exit(f"postfix.py: no greeting on port {port}; see {folder}/log")
        print(json.dumps({"port": port}), flush=True)
        while sys.stdin.buffer.read(4096):
            pass
    finally:
        stop(master)


if __name__ == "__main__":
    main()
