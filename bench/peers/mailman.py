"""Mailman 3 core: a folder, a database and a configuration of its own, and of its runners those four through which
a message passes. It sends over one connection; with personalised delivery it makes each member's copy anew."""

import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import processes
from jobs import ROOT
from sinks import free_port, listens

from . import Handing, Peer, missing

MASTER = "/usr/lib/mailman3/bin/master"
LIST = "list@hub.example"

CONFIGURATION = """\
[mailman]
site_owner: desk@hub.example
layout: bench
[paths.bench]
var_dir: {folder}
bin_dir: /usr/lib/mailman3/bin
[mta]
incoming: mailman.mta.null.NullMTA
outgoing: mailman.mta.deliver.deliver
smtp_host: 127.0.0.1
smtp_port: {port}
lmtp_host: 127.0.0.1
lmtp_port: {lmtp}
max_recipients: {batch}
"""

# Of its runners, those through which no message of ours passes.
IDLE = ("archive", "bad", "bounces", "command", "digest", "nntp", "rest", "retry", "shunt", "task", "virgin")


@dataclass
class Mailman(Peer):
    name: str = "Mailman 3 core"
    note: str = "a message each: personalised delivery; looks for work once a second"
    connections: int | None = 1
    is_slow: bool = True
    lmtp = 0

    def refusal(self, job):
        return missing((MASTER, "mailman3"))

    @contextmanager
    def service(self, job):
        folder = job.folder / "mailman"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        # Mailman is not to be root: Debian's user for it is `list`.
        user = {"user": "list", "group": "list", "extra_groups": []} if os.geteuid() == 0 else {}
        if user:
            shutil.chown(folder, "list", "list")
        self.lmtp = free_port(besides=job.port)
        configuration = folder / "mailman.cfg"
        configuration.write_text(
            CONFIGURATION.format(folder=folder, port=job.port, lmtp=self.lmtp, batch=job.batch)
            + "".join(f"[runner.{name}]\nstart: no\n" for name in IDLE))
        make_list(job, folder, configuration, user)
        with open(folder / "noise", "wb") as noise:
            master = processes.start([MASTER, "-C", configuration], cwd=folder, stderr=noise, **user)
        try:
            wait_for_runners(self.lmtp, master, folder)
            yield [master.pid]
        finally:
            processes.stop(master, patience=20)

    def prepare(self, job):
        message = job.folder / "message"
        message.write_text(job.message(LIST))
        program = ROOT / "bench/programs/lmtp.py"
        return Handing(["/usr/bin/python3", program, str(self.lmtp), "desk@hub.example", LIST, message])


def make_list(job, folder, configuration, user):
    # From standard input, so that the user need not be able to read this folder.
    program = (ROOT / "bench/programs/mailman_list.py").read_text()
    kind = "personal" if job.batch == 1 else "batches"
    (folder / "addresses").write_text("\n".join(job.addresses()))
    with open(folder / "addresses", "rb") as addresses:
        processes.run_quietly(["/usr/bin/python3", "-c", program, configuration, LIST, kind],
                              stdin=addresses, cwd=folder, **user)


def wait_for_runners(port, master, folder, patience=60):
    """They are ready when all four have opened their queues' folders, and LMTP answers."""
    deadline = time.monotonic() + patience
    queues = [folder / "queue" / name for name in ("in", "pipeline", "out")]
    while time.monotonic() < deadline and master.poll() is None:
        if listens(port) and all(queue.is_dir() for queue in queues) and len(processes.tree([master.pid])) >= 5:
            return
        time.sleep(0.1)
    raise processes.Failed(f"Mailman did not start: {processes.tail(Path(folder / 'noise').read_bytes())}")
