"""smtp-source -d: Postfix's load generator. One message repeated, no record kept, connections kept open."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from . import Handing, Peer

PROGRAM = next((p for p in ("/usr/sbin/smtp-source", shutil.which("smtp-source")) if p and Path(p).exists()), None)


@dataclass
class SMTPSource(Peer):
    name: str = "smtp-source -d"
    note: str = "repeats one message; keeps no record"

    def __post_init__(self):
        if self.connections != 1:
            self.name = "smtp-source -d -s"

    def refusal(self, job):
        return None if PROGRAM else "postfix is not installed: run `make deps-bench`"

    def prepare(self, job):
        return Handing(command(job, job.octets - HEADERS, options=["-N"]))

    def expected(self, job):
        return None  # numbers of its own before one address


# Octets that it puts before the payload of -l, as the sink counted them.
HEADERS = 147


def command(job, length, options=()):
    messages = -(-job.recipients // job.batch)
    return [PROGRAM, "-d", "-s", str(job.connections), "-m", str(messages), "-r", str(job.batch), "-l", str(length),
            "-f", "desk@hub.example", "-t", "subscriber@organisation.example", *options, f"127.0.0.1:{job.port}"]
