"""Those who are compared: one file each."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Handing:
    """The command that hands a job over. The clock starts with it."""

    arguments: list
    stdin: Path | None = None


@dataclass
class Peer:
    name: str = ""
    note: str = ""  # what a reader must know of how it sends
    connections: int | None = None  # where it has its own number, whatever is asked for
    is_slow: bool = False  # measured at the fewest recipients only
    sink_options: tuple = ()

    def refusal(self, job):
        """Why it cannot do this job here; None where it can."""
        return None

    @contextmanager
    def service(self, job):
        """Everything that is set up once for all rounds of a job; yields the ids of its processes."""
        yield []

    def prepare(self, job):
        """Everything before a round that is not measured."""
        raise NotImplementedError

    def expected(self, job):
        """Whom the sink must have seen, each once."""
        return set(job.addresses())


def everyone():
    from .aiosmtplib_tasks import AioSMTP
    from .linerelay import LineRelay
    from .mailman import Mailman
    from .mlmmj import Mlmmj, PromptMlmmj
    from .postfix import Postfix
    from .smtp_source import SMTPSource
    from .smtplib_threads import SMTPLib

    return [LineRelay(), SMTPSource(), SMTPSource(connections=1), Postfix(), SMTPLib(), AioSMTP(), Mlmmj(),
            PromptMlmmj(), Mailman()]


def missing(*files):
    """The first of the files that is not there, as a refusal."""
    for file, package in files:
        if not Path(file).exists():
            return f"{package} is not installed: run `make deps-bench`"
    return None
