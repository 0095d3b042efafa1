"""Python's smtplib: a thread a connection, each with its share of the list."""

from dataclasses import dataclass

from . import Handing, Peer
from jobs import ROOT


@dataclass
class SMTPLib(Peer):
    name: str = "Python smtplib, threads"
    note: str = "keeps no record"
    program = ROOT / "bench/programs/threads.py"

    def prepare(self, job):
        """The message with {to} in it, and the addresses: no more than a script of ten lines would read."""
        (job.folder / "message").write_text(job.message("{to}"), encoding="ascii")
        (job.folder / "addresses").write_text("\n".join(job.addresses()) + "\n", encoding="ascii")
        return Handing(["/usr/bin/python3", self.program, str(job.port), str(job.connections), str(job.batch),
                        job.folder / "message", job.folder / "addresses"])
