"""F4, F5, F6, F9: a full disk, one without inodes, one that is read-only, a damaged log."""

import os
import re
import shutil
import subprocess
import time

from oracle import entries_of, judge
from trial import Result, Skipped, account, fault, finish
from workspace import LINERELAY, Workspace, eventually, kill, people


class SmallDisk:
    """A tmpfs of a few hundred kilobytes, for a while."""

    def __init__(self, trial, options):
        self.path = trial.path("disk")
        self.path.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.path)]
        if subprocess.run(command, capture_output=True).returncode:
            raise Skipped("no leave to mount a small disk here (root needed)")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", str(self.path)], capture_output=True)

    def remount(self, options):
        return subprocess.run(["mount", "-o", f"remount,{options}", str(self.path)], capture_output=True).returncode == 0


def fill(path):
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                pass


def sending(trial, disk, count):
    sink = trial.sink(delay=(0, 20))
    workspace = Workspace(disk.path / "w", sink)
    planned = people(count)
    workspace.write_list(planned)
    workspace.drop()
    return sink, workspace, planned


def goes_on_by_itself(trial, options, exhaust, release, name):
    result = Result("one disk, filled in mid-broadcast of 1,200")
    with SmallDisk(trial, options) as disk:
        sink, workspace, planned = sending(trial, disk, 1200)
        process = workspace.start("run")
        result.require(eventually(lambda: sink.count > 100, 20), "did not begin")
        exhaust(disk)
        eventually(lambda: "no space" in workspace.said(process).lower(), 3)
        time.sleep(1)
        stopped = sink.count
        time.sleep(1)
        result.note = f"{sink.count - stopped} messages while {name}"
        result.require(process.poll() is None, f"ended with {process.poll()}: {workspace.said(process)[-200:]}")
        release(disk)
        freed = time.time()
        result.require(eventually(workspace.finished, 40), f"did not go on: {workspace.said(process)[-300:]}")
        result.note += f"; finished {time.time() - freed:.1f} s after there was room"
        kill(process)
        result.verdict = account(workspace, sink, planned)
        sink.close()
    return result


@fault("F4", "a full disk")
def full(trial):
    result = goes_on_by_itself(trial, "size=2560k,mode=0700", lambda d: fill(d.path / "filler"),
                               lambda d: (d.path / "filler").unlink(), "it was full")
    result.require(result.note.startswith("0 "), result.note)
    return result


@fault("F5", "no inodes")
def no_inodes(trial):
    """The log is open already: only what needs a new file waits."""
    def exhaust(disk):
        try:
            for n in range(10000):
                (disk.path / f"inode-{n}").touch()
        except OSError:
            pass

    def release(disk):
        for path in disk.path.glob("inode-*"):
            path.unlink()
    return goes_on_by_itself(trial, "size=8m,nr_inodes=120,mode=0700", exhaust, release, "no inode was left")


@fault("F6", "a read-only file system")
def read_only(trial):
    result = Result("one start")
    with SmallDisk(trial, "size=4m,mode=0700") as disk:
        sink, workspace, planned = sending(trial, disk, 20)
        result.require(disk.remount("ro"), "the disk would not be read-only")
        command = [str(LINERELAY), "--config", str(workspace.path / "config.json"), "run", "--once"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
        result.require(done.returncode == 77, f"exit {done.returncode}, not 77")
        result.require("read-only" in done.stderr.lower(), f"not named: {done.stderr[-200:]}")
        result.require(sink.count == 0, "something was sent")
        disk.remount("rw")
        result.require(finish(workspace), "then not finished")
        result.verdict = account(workspace, sink, planned)
        sink.close()
    return result


# MARK: a damaged log


@fault("F9", "a damaged log")
def damaged(trial):
    """The log of a broadcast killed half way: cut at each octet of its end, bits flipped, garbage behind it."""
    sink = trial.sink(delay=(0, 40))
    workspace, planned = trial.workspace(sink, count=60)
    process = workspace.start("run")
    eventually(lambda: sink.count > 25, 20)
    kill(process)
    entries = entries_of(sink)
    sink.close()
    log = (workspace.broadcasts[0] / "deliveries.jsonl").read_bytes()
    log = log.rstrip(b"\0")
    last = sum(len(line) + 1 for line in log.rstrip(b"\n").split(b"\n")[-3:])
    cuts = trial.random.sample(range(last), trial.pick(10, last))
    jobs = [("cut", log[:len(log) - cut]) for cut in cuts]
    jobs += [("tail", log + tail) for tail in (b"\0" * 4096, b'{"at":"2026', os.urandom(1 << 20).replace(b"\n", b"x"))]
    for _ in range(trial.pick(10, 200)):
        where = trial.random.randrange(len(log))
        flipped = bytes([log[where] ^ 1 << trial.random.randrange(8)])
        jobs.append(("flip", log[:where] + flipped + log[where + 1:]))
    result = Result(f"{len(jobs)} damages")
    refused = trial.lanes(lambda job: start_on(trial, result, workspace, planned, entries, *job), jobs, lanes=6)
    result.note = f"{sum(refused)} flipped bits refused until a person has looked"
    return result


def start_on(trial, result, original, planned, entries, kind, log):
    """True where the damage was refused, which only damage in the middle may be."""
    workspace = Workspace.__new__(Workspace)
    workspace.path, workspace.logs = trial.path("d"), 0
    shutil.copytree(original.path, workspace.path)
    sink = trial.sink()
    config = workspace.path / "config.json"
    config.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{sink.port}", config.read_text()))
    (workspace.broadcasts[0] / "deliveries.jsonl").write_bytes(log)
    code = workspace.run("run", "--once", seconds=30)
    said = workspace.said()
    refused = code == 75 and "deliveries.jsonl:" in said
    after = entries_of(sink)
    sink.close()
    with trial.lock:
        result.require(code in (0, 1) or refused, f"{kind}: ended with {code}: {said[-300:]}")
        if refused:
            result.require(kind == "flip" and not after, f"{kind}: refused, {len(after)} sent: {said[-300:]}")
        elif kind != "flip":
            verdict = judge(planned, entries + after, workspace.events())
            if kind == "cut":
                # It takes records away that were on disk, as no crash does: whose attempt is gone cannot be flagged.
                result.require(verdict.duplicate <= 7, f"cut: {verdict.duplicate} duplicates")
                verdict.duplicate = verdict.flagged = 0
            verdict.odd = [f"{kind}: {words}" for words in verdict.odd]
            result.verdict += verdict
            result.allowed += 4 if kind == "tail" else 0
        else:
            # A flipped bit may turn one record into another that is whole: nobody else may suffer from it.
            verdict = judge(planned, entries + after, workspace.events())
            result.require(verdict.lost <= 1, f"flip: {verdict.lost} lost")
            result.verdict.planned += verdict.planned
    shutil.rmtree(workspace.path)
    return refused
