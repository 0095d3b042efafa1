"""mlmmj: its own delivery, mlmmj-send, to a relay. One connection; an envelope sender for each subscriber
(VERP) as it comes, or groups of `maxverprecips`."""

import shutil
from dataclasses import dataclass

from . import Handing, Peer, missing

PROGRAM = "/usr/bin/mlmmj-send"


@dataclass
class Mlmmj(Peer):
    name: str = "mlmmj"
    note: str = ("writes a message in three pieces with Nagle's algorithm on, so that some 40 ms pass until the "
                 "delayed acknowledgement lets the last one go")
    connections: int | None = 1
    is_slow: bool = True

    def refusal(self, job):
        if job.latency and not self.sink_options:
            return "with a delay only with quick ACKs"
        return missing((PROGRAM, "mlmmj"))

    def prepare(self, job):
        """The folder that mlmmj-make-ml would make. The message is mlmmj's to take away, so it is new each time."""
        folder = job.folder / "mlmmj"
        shutil.rmtree(folder, ignore_errors=True)
        for name in ("control", "subscribers.d", "archive", "queue/discarded", "requeue", "bounce", "text"):
            (folder / name).mkdir(parents=True)
        control = {"listaddress": "list@hub.example", "owner": "desk@hub.example", "relayhost": "127.0.0.1",
                   "smtpport": str(job.port), "smtphelo": "bench.hub.example"}
        if job.batch > 1:
            control |= {"verp": "", "maxverprecips": str(job.batch)}
        for name, value in control.items():
            (folder / "control" / name).write_text(value + "\n" if value else "")
        (folder / "index").write_text("0\n")
        (folder / "subscribers.d/s").write_text("\n".join(job.addresses()) + "\n")
        message = folder / "queue/message"
        message.write_text(job.message("list@hub.example"))
        return Handing([PROGRAM, "-L", folder, "-m", message])


@dataclass
class PromptMlmmj(Mlmmj):
    """What mlmmj can do where the server's kernel acknowledges each segment at once, as few do."""

    name: str = "mlmmj, with quick ACKs"
    note: str = "the sink sets TCP_QUICKACK for it alone"
    sink_options: tuple = ("-Q",)
