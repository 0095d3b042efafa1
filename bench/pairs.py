"""LineRelay and smtp-source in pairs that alternate, by the number of connections."""

import json
import statistics
import sys
import time
from collections import namedtuple
from datetime import datetime

import processes
from jobs import ROOT
from peers import linerelay, smtp_source
from sinks import Sink

# One run: messages/s from the sink's first acceptance to its last, µs of CPU a message (in all; from the first
# acceptance on), peak MB, and octets a message.
Run = namedtuple("Run", "rate cpu sendingCPU resident octets")
Row = namedtuple("Row", "connections pairs")


def cpu_at(samples, moment):
    """CPU seconds used at that moment of the monotonic clock, between the samples around it."""
    before = [s for s in samples if s.at <= moment]
    after = [s for s in samples if s.at > moment]
    if not before:
        return 0.0
    if not after:
        return before[-1].cpu
    left, right = before[-1], after[0]
    return left.cpu + (right.cpu - left.cpu) * (moment - left.at) / (right.at - left.at)


def run(job, arguments):
    sink = Sink(job.recipients, job.latency, job.port)
    try:
        usage = processes.watch(arguments)
        seen = sink.totals()
    finally:
        processes.stop(sink.process, patience=1)
    if seen["messages"] != job.recipients:
        raise processes.Failed(f"the sink saw {seen['messages']} messages, not {job.recipients}")
    return Run(
        rate=(job.recipients - 1) / seen["seconds"],
        cpu=usage.cpu * 1e6 / job.recipients,
        sendingCPU=(usage.cpu - cpu_at(usage.samples, seen["firstMessage"])) * 1e6 / job.recipients,
        resident=max((s.resident for s in usage.samples), default=0.0),
        octets=seen["octets"] / job.recipients,
    )


def ours(job):
    return run(job, linerelay.LineRelay().prepare(job).arguments)


def theirs(job, length):
    return run(job, smtp_source.command(job, length))


def calibrate(job, itself):
    """The -l that makes smtp-source's messages as long as ours, headers included, and that length."""
    plain = theirs(job, 6000).octets
    wanted = plain if itself else ours(job).octets
    return round(6000 + wanted - plain), round(wanted)


def compare(jobs, rounds, length, itself):
    """`jobs`: one for each number of connections."""
    rows = []
    for job in jobs:
        pairs = []
        for number in range(rounds):
            pairs.append((theirs(job, length) if itself else ours(job), theirs(job, length)))
            print(f"  {job.connections:2} connections, {number + 1} of {rounds}: {pairs[-1][0].rate:7,.0f} and "
                  f"{pairs[-1][1].rate:7,.0f} messages/s", file=sys.stderr, flush=True)
        rows.append(Row(job.connections, pairs))
    return rows


# MARK: from the drop to the first message


def first_message(job, drops=20):
    """Milliseconds from the rename of a draft into the folder to the relay's first 250, drop by drop."""
    sink = Sink(latency=job.latency, port=job.port)
    workspace = linerelay.prepare_workspace(job)
    text = (ROOT / "bench/draft.md").read_text(encoding="utf-8")
    (workspace / "drafts/draft.md").unlink()
    with open(workspace / "daemon.log", "wb") as log:
        daemon = processes.start([linerelay.PROGRAM, "--config", workspace / "config.json", "run"], stderr=log)
    try:
        waits = [drop_and_wait(workspace, text.replace("Subject: ", f"Subject: {n}. "), f"drop-{n}")
                 for n in range(drops + 1)]
        return waits[1:]  # the first may have met the daemon's start
    finally:
        processes.stop(daemon)
        processes.stop(sink.process)
        sink.process.stdout.close()


def drop_and_wait(workspace, text, name):
    beside = workspace / f"drafts/.{name}.part"
    beside.write_text(text, encoding="utf-8")
    dropped = time.time()
    beside.rename(workspace / f"drafts/{name}.md")
    while time.time() < dropped + 60:
        for path in (workspace / "broadcasts").glob(f"[0-9]*-{name}/summary.json"):
            summary = json.loads(path.read_text(encoding="utf-8"))
            if summary["state"] == "sent":
                first = datetime.fromisoformat(summary["firstAcceptedAt"].replace("Z", "+00:00"))
                return (first.timestamp() - dropped) * 1000
        time.sleep(0.01)
    log = processes.tail((workspace / "daemon.log").read_bytes())
    raise processes.Failed(f"{name} was not sent within 60 s: {log}")


# MARK: the table


def spread(values, form):
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def line(row):
    """One line of the table; CPU is by the message, memory the peak."""
    left, right = [p[0] for p in row.pairs], [p[1] for p in row.pairs]

    def median(runs, field):
        return statistics.median(getattr(run, field) for run in runs)

    cells = [
        f"{row.connections}",
        f"{median(left, 'rate'):,.0f}",
        f"{median(right, 'rate'):,.0f}",
        f"**{spread([a.rate / b.rate for a, b in row.pairs], '.2f')}**",
        f"{median(left, 'cpu'):.1f}",
        f"{median(left, 'sendingCPU'):.1f}",
        f"{median(right, 'cpu'):.1f}",
        f"{median(left, 'resident'):.0f}",
        f"{median(right, 'resident'):.0f}",
    ]
    return "| " + " | ".join(cells) + " |"


def table(title, rows, name):
    return "\n".join([
        f"### {title}", "",
        f"| connections | {name}, messages/s | smtp-source, messages/s | ratio of pairs (least–most) "
        f"| {name}, µs CPU | of that sending | smtp-source, µs CPU | {name}, MB | smtp-source, MB |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        *map(line, rows)])
