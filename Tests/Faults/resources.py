"""F23, F24, F25: few descriptors, little memory, a million recipients."""

import json
import os
import re
import subprocess
import time
from collections import Counter

from oracle import Verdict
from trial import Result, Skipped, account, fault, finish
from workspace import ROOT, Workspace, eventually, kill, people

SINK = ROOT / ".build/bench/sink"
ACCEPTED = re.compile(rb'"to":"([^"]+)","event":"accepted"')


@fault("F23", "few file descriptors")
def few_descriptors(trial):
    result = Result()
    limits = trial.pick([24, 12], [40, 32, 28, 24, 20, 18, 16, 14, 12, 10])
    ended = []
    for limit in limits:
        sink = trial.sink()
        workspace, planned = trial.workspace(sink, count=200, connections=20)
        code = workspace.run("run", "--once", wrapper=["prlimit", f"--nofile={limit}"], seconds=15)
        said = workspace.said()
        ended.append(f"{limit}: {'all sent' if workspace.finished() else code}")
        result.require(code is None or code >= 0, f"{limit} descriptors: crashed with {code}: {said[-300:]}")
        result.require(code == 0 or said.strip(), f"{limit} descriptors: {code}, and nothing was said")
        result.require(code != 0 or workspace.finished(), f"{limit} descriptors: ended with 0, and nothing was sent")
        turned_back = list(workspace.path.glob("drafts/*/*.why.txt"))
        result.require(not turned_back, f"{limit} descriptors: the draft was turned back: {said[-200:]}")
        if not turned_back:
            result.require(finish(workspace, seconds=30), f"{limit} descriptors: then not finished")
            result.verdict += account(workspace, sink, planned)
            result.allowed += 0 if workspace.finished() and code == 0 else 20
        sink.close()
    leak(trial, result)
    result.runs = f"{len(limits)} limits, 200 recipients; {trial.pick(10, 200)} drafts in one daemon"
    result.note = "; ".join(ended) + "; " + result.note
    return result


def leak(trial, result):
    count, seen = trial.pick(10, 200), []
    sink = trial.sink()
    workspace, planned = trial.workspace(sink)
    workspace.write_list(people(5))
    process = workspace.start("run")
    for number in range(count):
        workspace.drop(f"lines-{number}.md", subject=f"Lines {number}")
        result.require(eventually(lambda: workspace.finished(number + 1), 20), f"draft {number}: not sent")
        if number in (1, count - 1):
            time.sleep(6)  # idle connections are closed by then
            seen.append(len(os.listdir(f"/proc/{process.pid}/fd")))
    kill(process)
    result.require(abs(seen[-1] - seen[0]) <= 2, f"descriptors grew from {seen[0]} to {seen[-1]}")
    result.note = f"{seen[0]} descriptors after 2 drafts, {seen[-1]} after {count}"
    sink.close()


class FastSink:
    """The benchmark's sink, with a ledger: fast enough for a million."""

    def __init__(self, path):
        if not SINK.exists():
            raise Skipped(f"{SINK.name} of the benchmark is not built (make .build/bench/sink)")
        self.path = path
        self.process = subprocess.Popen([SINK, "-o", str(path)], stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.process.stdout.readline())["port"]

    def count(self):
        return sum(block.count(b"\n") for block in iter(lambda f=open(self.path, "rb"): f.read(1 << 22), b""))

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def peak(process):
    try:
        text = open(f"/proc/{process.pid}/status").read()
        return int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) / 1024
    except (OSError, AttributeError):
        return 0.0


def light_verdict(planned, ledger, log):
    """The oracle without the content of anything: for lists that are too long for the whole one."""
    arrived = Counter(line.split(b"\t", 1)[0] for line in open(ledger, "rb"))
    text = open(log, "rb").read()
    accepted = Counter(ACCEPTED.findall(text))
    verdict = Verdict(planned=len(planned))
    verdict.lost = len(planned - arrived.keys())
    verdict.alien = len(arrived.keys() - planned)
    verdict.phantom = len(accepted.keys() - arrived.keys())
    verdict.duplicate = arrived.total() - len(arrived)
    verdict.flagged = min(verdict.duplicate, text.count(b'"maybeDuplicate":true'))
    if accepted.total() != len(planned) or len(accepted) != len(planned):
        verdict.odd.append(f"{accepted.total()} accepted, of {len(accepted)} recipients")
    return verdict


def many(trial, count, memory, body, stops):
    """One broadcast of so many; stopped half way and started again where asked."""
    sink = FastSink(trial.path("ledger"))
    workspace = Workspace(trial.path(), sink, connections=20)
    workspace.write_list(people(count))
    begun = time.monotonic()
    workspace.drop(body=body)
    result = Result(f"{count:,} recipients")
    process, highest, first = workspace.start("run"), 0.0, None
    while not workspace.finished() and process.poll() is None and time.monotonic() - begun < 900:
        time.sleep(0.2)
        highest = max(highest, peak(process))
        arrived = sink.count()
        if arrived and first is None:
            first = time.monotonic() - begun
        if stops and arrived > count // 2:
            stops = False
            kill(process)
            again = time.monotonic()
            process = workspace.start("run")
            eventually(lambda: sink.count() > arrived + 200, 60, 0.1)
            again = time.monotonic() - again
            result.note += f"restart half way {again:.1f} s; "
            result.require(again < 10, f"restart took {again:.1f} s")
            result.allowed = 20
    seconds = time.monotonic() - begun
    result.require(workspace.finished(), f"not finished in {seconds:.0f} s: {workspace.said(process)[-300:]}")
    kill(process)
    sink.close()
    log = workspace.broadcasts[0] / "deliveries.jsonl"
    result.verdict = light_verdict({p.encode() for p in people(count)}, sink.path, log)
    result.require(highest < memory, f"{highest:.0f} MB")
    result.note += (f"sending {first or 0:.1f} s after the drop, {count / seconds:,.0f} messages/s in all, "
                    f"{highest:.0f} MB at most, {log.stat().st_size / count:.0f} octets of log a recipient")
    if not result.problems:
        workspace.remove()
        sink.path.unlink()
    return result


@fault("F24", "memory: many recipients, long lines", quick=False)
def memory(trial):
    body = "## Key messages\n\n" + "".join(f"- Line {n}: people are looking for safety.\n" for n in range(1500))
    return many(trial, trial.pick(2_000, 100_000), 300, body, False)


@fault("F25", "a million recipients", quick=False)
def a_million(trial):
    return many(trial, trial.pick(20_000, 1_000_000), 200, None, True)
