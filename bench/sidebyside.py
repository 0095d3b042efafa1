"""All peers, side by side: who sends how many to how many, and how many rounds that makes."""

import sys
from collections import namedtuple

import processes
from jobs import Job
from measuring import measure, median, prove

Plan = namedtuple("Plan", "sizes batches latencies connections rounds seconds")
# `rounds` is empty where the peer was not measured; `why` then says so.
Row = namedtuple("Row", "peer job rounds why")


def say(text):
    print(text, file=sys.stderr, flush=True)


def compare(peers, plan, template):
    """A row for each peer, latency, batch and size. `template` is a Job with the octets, the port and the folder."""
    rows, proofs = [], {}
    for latency in plan.latencies:
        for batch in plan.batches:
            for peer in peers:
                made = _sizes(peer, plan, template, latency, batch, proofs)
                rows += made
                for row in made:
                    say("  " + line(row))
    return rows, proofs


def _sizes(peer, plan, template, latency, batch, proofs):
    rows, rate = [], None
    for size in plan.sizes:
        job = Job(size, batch, peer.connections or plan.connections, latency, template.octets, template.port,
                  template.folder)
        count, why = _rounds(peer, plan, size, rate)
        if not why:
            why = peer.refusal(job)
        rounds = []
        if not why:
            rounds, why = _run(peer, plan, job, count, proofs)
        rows.append(Row(peer, job, rounds, why))
        if not rounds:
            break  # what did not work, or takes too long, is not tried with more
        rate = median(rounds, "overall")
    return rows


def _rounds(peer, plan, size, rate):
    """How many, and why none. The fewest recipients are always measured, by the slow in three rounds at most."""
    if rate is None:
        return (min(plan.rounds, 3) if peer.is_slow else plan.rounds), None
    if peer.is_slow:
        return 0, f"slow: at {plan.sizes[0]:,} only"
    expected = size / rate
    if expected > plan.seconds:
        return 0, f"would take {expected:,.0f} s a round"
    return (plan.rounds if expected * plan.rounds <= 2 * plan.seconds else min(plan.rounds, 3)), None


def _run(peer, plan, job, count, proofs):
    """The rounds, and why there are none. What takes long is done once: there is little chance in it."""
    rounds = []
    limit = 300 if job.recipients == plan.sizes[0] else 4 * plan.seconds
    try:
        with peer.service(job) as services:
            if (peer.name, job.batch) not in proofs:
                proofs[peer.name, job.batch] = prove(peer, job, services)
            for _ in range(count):
                rounds.append(measure(peer, job, services, limit))
                if len(rounds) >= count or rounds[0].last > plan.seconds:
                    break
    except processes.Failed as failure:
        return [], str(failure)
    return rounds, None


# MARK: the tables


def number(value, form=",.0f"):
    return "–" if value is None else f"{value:{form}}"


def line(row):
    batch = "personal" if row.job.batch == 1 else f"batches of {row.job.batch}"
    head = f"{row.job.latency} ms, {batch}: {row.peer.name}, {row.job.recipients:,}: "
    if not row.rounds:
        return head + row.why
    return head + (f"first {median(row.rounds, 'first'):.3f} s, last {median(row.rounds, 'last'):.3f} s, "
                   f"{median(row.rounds, 'overall'):,.0f}/s, "
                   f"while sending {number(median(row.rounds, 'sending'))}/s, "
                   f"{median(row.rounds, 'cpu'):.1f} µs, {median(row.rounds, 'resident'):.0f} MB")


def rate(row):
    """While sending, or over all where that cannot be said."""
    return median(row.rounds, "sending") or median(row.rounds, "overall")


def ratio(row, rows):
    """How many times as fast LineRelay was at the same job; both figures of the same kind."""
    ours = next((r for r in rows if r.peer.name == "LineRelay" and r.rounds and r.job.recipients == row.job.recipients
                 and (r.job.batch, r.job.latency) == (row.job.batch, row.job.latency)), None)
    if ours is None or ours.peer is row.peer:
        return None
    kind = "sending" if median(ours.rounds, "sending") and median(row.rounds, "sending") else "overall"
    return median(ours.rounds, kind) / median(row.rounds, kind)


def tables(rows, plan):
    parts = []
    for latency in plan.latencies:
        for batch in plan.batches:
            chosen = [row for row in rows if (row.job.latency, row.job.batch) == (latency, batch)]
            kind = "a message each" if batch == 1 else f"up to {batch} recipients a message"
            delay = f"replies after {latency} ms" if latency else "no delay"
            parts.append(table(f"{kind[0].upper()}{kind[1:]}, {delay}", chosen))
    return parts


def table(title, rows):
    measured = [row for row in rows if row.rounds]
    absent = [f"- {row.peer.name}, {row.job.recipients:,} recipients: {row.why}." for row in rows if not row.rounds]
    parts = ["\n".join([
        f"### {title}", "",
        "| who | connections | recipients | rounds | first, s | last, s | recipients/s | while sending "
        "| LineRelay is | µs CPU | MB |",
        "|:--|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_cells(row, rows) for row in measured)])]
    notes = dict.fromkeys(f"{row.peer.name}: {row.peer.note}." for row in measured if row.peer.note)
    if notes:
        parts.append("\n".join(f"- {note}" for note in notes))
    if absent:
        parts.append("Not measured:\n\n" + "\n".join(absent))
    return "\n\n".join(parts)


def _cells(row, rows):
    times = ratio(row, rows)
    cells = [
        row.peer.name,
        f"{row.job.connections}",
        f"{row.job.recipients:,}",
        f"{len(row.rounds)}",
        number(median(row.rounds, "first"), ".3f"),
        number(median(row.rounds, "last"), ".3f"),
        number(median(row.rounds, "overall")),
        number(median(row.rounds, "sending")),
        number(times, ".2f" if times and times < 10 else ",.0f") + ("×" if times else ""),
        number(median(row.rounds, "cpu"), ",.1f"),
        number(median(row.rounds, "resident")),
    ]
    return "| " + " | ".join(cells) + " |"


def whole(proofs, sample):
    """What the sink's ledger said of each peer, in a sentence."""
    faults = [f"{name}{'' if batch == 1 else f' in batches of {batch}'} lost {p.lost}, doubled {p.doubled}, "
              f"sent {p.alien} to others" for (name, batch), p in proofs.items() if any(p)]
    head = f"Checked once for each against the sink's ledger, {sample:,} recipients: "
    if not faults:
        return head + "nobody lost or doubled any."
    return head + "; ".join(faults) + "; the others lost and doubled none."
