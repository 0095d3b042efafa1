"""aiosmtplib: a task a connection, all in one event loop."""

from dataclasses import dataclass

from jobs import ROOT

from . import missing
from .smtplib_threads import SMTPLib


@dataclass
class AioSMTP(SMTPLib):
    name: str = "aiosmtplib"
    program = ROOT / "bench/programs/tasks.py"

    def refusal(self, job):
        return missing(("/usr/lib/python3/dist-packages/aiosmtplib", "python3-aiosmtplib"))
