"""Postfix explodes the list itself: one message to an alias that includes a file of addresses; its SMTP client,
with as many processes as there are connections, sends them to the relay. Queue and configuration are its own."""

import os
import pwd
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass

import processes

from . import Handing, Peer, missing

MASTER = "/usr/lib/postfix/sbin/master"
LIST = "bench-members@bench.hub.example"

# No limit to a message's size: it counts the envelope, and 100,000 recipients are more than the 10 MB allowed.
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
myhostname = bench.hub.example
mydestination = bench.hub.example
local_recipient_maps =
mail_spool_directory = {folder}/mail/
message_size_limit = 0
mailbox_size_limit = 0
alias_maps = texthash:{folder}/etc/aliases
alias_database =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
relayhost = [127.0.0.1]:{port}
disable_dns_lookups = yes
smtp_destination_recipient_limit = {batch}
smtp_destination_concurrency_limit = {connections}
initial_destination_concurrency = {connections}
smtp_connection_cache_destinations = 127.0.0.1
"""

MASTER_SERVICES = """\
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
smtp unix - - n - {connections} smtp
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix(Peer):
    name: str = "Postfix, list as an alias"
    note: str = "the same text for all"

    def refusal(self, job):
        if os.geteuid() != 0:
            return "needs root"
        return missing((MASTER, "postfix"))

    @contextmanager
    def service(self, job):
        folder = job.folder / "postfix"
        prepare_folder(folder, job)
        processes.run_quietly(["/usr/sbin/postfix", "-c", folder / "etc", "check"])
        with open(folder / "noise", "wb") as noise:
            master = processes.start([MASTER, "-c", folder / "etc", "-d"], stderr=noise)
        try:
            wait_for_queue(folder, master)
            yield [master.pid]
        finally:
            processes.stop(master)

    def prepare(self, job):
        message = job.folder / "message"
        message.write_text(job.message(LIST))
        return Handing(["/usr/sbin/sendmail", "-C", job.folder / "postfix/etc", "-f", "desk@hub.example", LIST],
                       stdin=message)


def prepare_folder(folder, job):
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(parents=True)
    os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, 0)
    values = {"folder": folder, "port": job.port, "batch": job.batch, "connections": job.connections}
    (folder / "etc/main.cf").write_text(MAIN.format(**values))
    (folder / "etc/master.cf").write_text(MASTER_SERVICES.format(**values))
    (folder / "etc/members").write_text("\n".join(job.addresses()) + "\n")
    (folder / "etc/aliases").write_text(
        f"bench-members :include:{folder}/etc/members\nowner-bench-members desk@hub.example\n")


def wait_for_queue(folder, master, patience=30):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and master.poll() is None:
        if (folder / "queue/public/pickup").exists() and (folder / "queue/public/qmgr").exists():
            return
        time.sleep(0.05)
    log = folder / "log"
    raise processes.Failed(f"Postfix did not start: {processes.tail(log.read_bytes() if log.exists() else b'')}")
