"""What a peer is asked to do, in the same words for all."""

import itertools
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_message_numbers = itertools.count(1)


@dataclass(frozen=True)
class Job:
    recipients: int
    batch: int  # recipients a message, at most; 1: a message each
    connections: int  # at most so many at once, where the peer can choose
    latency: int  # of the sink's replies, in ms
    octets: int  # of a message on the wire, headers included
    port: int  # the sink's, on 127.0.0.1
    folder: Path  # for the peer's files; others than root can reach it

    def addresses(self):
        return [f"subscriber-{n}@organisation-{n % 97}.example" for n in range(self.recipients)]

    def message(self, to, newline="\n"):
        """A message of the wanted length, with an id of its own: Mailman knows those it has seen."""
        head = [
            "From: Press desk <press@hub.example>",
            f"To: {to}",
            "Subject: Channel crossings: lines on this morning's front pages",
            f"Date: {formatdate()}",
            f"Message-ID: <bench-{next(_message_numbers)}-{self.port}@hub.example>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=us-ascii",
            "",
        ]
        line = "People making this journey are looking for safety. Decided once, well."
        used = sum(len(text) + 2 for text in head)
        lines = max((self.octets - used) // (len(line) + 2), 1)
        return newline.join(head + [line] * lines) + newline
