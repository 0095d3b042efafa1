"""What a fault is given, what it gives back, and the list of them."""

import random
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from oracle import Verdict, entries_of, judge
from sink import Sink
from workspace import SCRATCH, Workspace, eventually, kill, people

FAULTS = {}


class Skipped(Exception):
    """This machine lacks something; the reason in words."""


def fault(number, title, quick=True):
    """Registers a fault. quick: also in the quick tier."""
    def register(run):
        FAULTS[number] = (title, quick, run)
        return run
    return register


@dataclass
class Result:
    runs: str = ""
    verdict: Verdict = field(default_factory=Verdict)
    allowed: int = 0  # duplicates within the promise
    note: str = ""
    broken: list = field(default_factory=list)

    def require(self, holds, words):
        if not holds:
            self.broken.append(words)

    @property
    def problems(self):
        v = self.verdict
        found = [f"{name} {count}" for name, count in
                 (("lost", v.lost), ("phantom", v.phantom), ("alien", v.alien)) if count]
        if v.duplicate > self.allowed:
            found.append(f"{v.duplicate} duplicates, {self.allowed} allowed")
        if v.flagged != v.duplicate:
            found.append(f"{v.duplicate - v.flagged} duplicates not flagged")
        return found + self.broken + v.odd


class Trial:
    """One fault's own scratch folder, random numbers, and tier."""

    def __init__(self, number, seed, quick):
        self.number, self.seed, self.quick = number, seed, quick
        self.random = random.Random(f"{seed} {number}")
        self.folder = SCRATCH / ("quick" if quick else "full") / number
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.made, self.lock = 0, threading.Lock()

    def pick(self, quick, full):
        return quick if self.quick else full

    def need(self, *programs):
        for program in programs:
            if shutil.which(program) is None:
                raise Skipped(f"{program} is not installed (make deps-faults)")

    def path(self, name="w"):
        with self.lock:
            self.made += 1
            return self.folder / f"{name}{self.made}"

    def sink(self, **options):
        path = self.path("ledger")
        return Sink(path, seed=f"{self.seed} {path.name}", **options)

    def workspace(self, *sinks, count=0, **options):
        """A workspace with a list of so many people and a draft to them, and their addresses."""
        workspace = Workspace(self.path(), *sinks, **options)
        planned = people(count)
        if count:
            workspace.write_list(planned)
            workspace.drop()
        return workspace, planned

    def lanes(self, work, items, lanes=3):
        """Does the work for each item, some at a time; the results in the order of the items."""
        with ThreadPoolExecutor(lanes) as pool:
            return list(pool.map(work, items))


def finish(workspace, count=1, seconds=120):
    """Runs the daemon until everything is sent, and ends it; false where that did not come about."""
    process = workspace.start("run")
    done = eventually(lambda: workspace.finished(count) or process.poll() is not None, seconds)
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        done = False
    kill(process)
    workspace.last = process
    return done and workspace.finished(count)


def account(workspace, sink, planned, **options):
    return judge(planned, entries_of(sink), workspace.events(), **options)
