"""One round of one peer: the sink starts, the job is handed over, the sink has seen everybody."""

import statistics
import time
from collections import namedtuple
from contextlib import ExitStack

import processes
from sinks import Sink, recipients_in

# Seconds from the handing over to the sink's first and last acceptance; recipients/s from the handing over and while
# sending (None where too few messages arrive to say); µs of CPU by the recipient; peak MB; octets a message.
Round = namedtuple("Round", "first last overall sending cpu resident octets")
Proof = namedtuple("Proof", "lost doubled alien")


def measure(peer, job, services, limit=300):
    usage, seen = _hand_over(peer, job, services, limit, ledger=None)
    if seen["recipients"] != job.recipients:
        raise processes.Failed(f"{seen['recipients']:,} of {job.recipients:,} recipients arrived")
    first, last = seen["firstMessage"] - usage.started, seen["lastMessage"] - usage.started
    connections = peer.connections or job.connections
    shares = seen["messages"] >= 10 * connections and seen["seconds"] > 0
    share = job.recipients * (seen["messages"] - 1) / seen["messages"]
    return Round(
        first=first,
        last=last,
        overall=job.recipients / last,
        sending=share / seen["seconds"] if shares else None,
        cpu=usage.cpu * 1e6 / job.recipients,
        resident=max((taken.resident for taken in usage.samples), default=0.0),
        octets=seen["octets"] / seen["messages"],
    )


def prove(peer, job, services, limit=300):
    """A round that is not timed: the sink notes every recipient."""
    ledger = job.folder / "ledger"
    ledger.unlink(missing_ok=True)
    ledger.touch()
    _hand_over(peer, job, services, limit, ledger)
    seen, expected = recipients_in(ledger), peer.expected(job)
    return Proof(
        lost=len(expected - seen.keys()) if expected else max(job.recipients - len(seen), 0),
        doubled=sum(count - 1 for count in seen.values()),
        alien=len(seen.keys() - expected) if expected else max(len(seen) - job.recipients, 0),
    )


def _hand_over(peer, job, services, limit, ledger):
    handing = peer.prepare(job)
    sink = Sink(None if ledger else job.recipients, job.latency, job.port, ledger, peer.sink_options)
    try:
        with ExitStack() as files:
            stdin = files.enter_context(open(handing.stdin, "rb")) if handing.stdin else None
            until = _ending(sink, job, bool(services), ledger)
            usage = processes.watch(handing.arguments, stdin, services, until, limit)
        return usage, sink.totals(patience=0 if ledger else 10)
    except processes.Failed as failure:
        arrived = sink.totals(patience=0)["recipients"]
        raise processes.Failed(f"{failure}; {arrived:,} of {job.recipients:,} recipients arrived") from None
    finally:
        processes.stop(sink.process, patience=1)


def _ending(sink, job, is_service, ledger):
    """When to look no longer, once the command that handed the job over has ended."""
    if ledger:
        return _Arrivals(ledger, job.recipients, has_ended=not is_service)
    return sink.has_ended if is_service else lambda: True


class _Arrivals:
    """True a second after everybody has arrived: whoever is sent a message twice should be seen. Asked once the
    program has ended; where that was all of the peer, nobody else will come."""

    def __init__(self, ledger, recipients, has_ended):
        self.ledger, self.recipients, self.has_ended, self.since = ledger, recipients, has_ended, None

    def __call__(self):
        time.sleep(0.05)
        with open(self.ledger, "rb") as lines:
            if not self.has_ended and sum(1 for _ in lines) < self.recipients:
                return False
        self.since = self.since or time.monotonic()
        return time.monotonic() - self.since > 1


def median(rounds, field):
    """None where any round has none."""
    values = [getattr(one, field) for one in rounds]
    return None if None in values else statistics.median(values)
