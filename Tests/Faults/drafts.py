"""F10, F22, F31, F32: two daemons, lists that change, drafts dropped twice, logs of other versions."""

import json
import os
import threading
import time

from oracle import entries_of, judge
from trial import Result, account, fault, finish
from workspace import eventually, kill, read_lines


@fault("F10", "many daemons in one workspace")
def many_daemons(trial):
    count = trial.pick(10, 50)
    result = Result(f"{count} at once; beside a stopped one; after a killed one")
    sink = trial.sink(delay=(0, 10))
    workspace, planned = trial.workspace(sink, count=200)
    processes = [workspace.start("run") for _ in range(count)]
    result.require(eventually(lambda: sum(p.poll() is None for p in processes) == 1, 15), "not exactly one runs")
    first = next(p for p in processes if p.poll() is None)
    for other in processes:
        if other is not first:
            result.require(other.returncode == 75, f"another ended with {other.returncode}")
            result.require(str(first.pid) in workspace.said(other), f"pid not named: {workspace.said(other)[-200:]}")
    os.kill(first.pid, 19)
    begun = time.monotonic()
    result.require(workspace.run("run", seconds=5) == 75, "beside a stopped one: not 75")
    result.require(time.monotonic() - begun < 3, "beside a stopped one: refused late")
    os.kill(first.pid, 18)
    result.require(eventually(lambda: sink.count > 100, 20), "the first does not go on")
    kill(first)
    for process in processes:
        kill(process)
    result.require(finish(workspace), "after a kill: not finished")
    result.allowed = 4
    result.verdict = account(workspace, sink, planned)
    sink.close()
    return result


def version(number):
    return [f"v{number}-{n}@charity-{n % 7}.example.org" for n in range(400)]


class Editor(threading.Thread):
    """Saves other versions of the list: in place in two halves, truncated first, by rename; 20 times a second for a
    while, then it takes a breath, as people do."""

    def __init__(self, workspace):
        super().__init__(daemon=True)
        self.path, self.number, self.ended = workspace.path / "lists/sector.txt", 0, threading.Event()

    def run(self):
        while not self.ended.is_set():
            self.number += 1
            text = "".join(f"{address}\n" for address in version(self.number))
            if self.number % 3:
                with open(self.path, "r+" if self.number % 3 == 1 else "w") as file:
                    file.write(text[:len(text) // 2])
                    file.flush()
                    time.sleep(0.02)
                    file.write(text[len(text) // 2:])
                    file.truncate()
            else:
                other = self.path.with_name(".sector.tmp")
                other.write_text(text)
                other.rename(self.path)
            time.sleep(2.5 if self.number % 40 == 0 else 0.05)


@fault("F22", "lists that are edited during broadcasts")
def edited_lists(trial):
    count = trial.pick(3, 20)
    sink = trial.sink()
    workspace, _ = trial.workspace(sink, connections=8)
    workspace.write_list(version(0))
    editor = Editor(workspace)
    process = workspace.start("run")
    editor.start()
    for number in range(count):
        workspace.drop(f"lines-{number}.md", subject=f"Lines {number}")
        time.sleep(trial.random.uniform(0.1, 1))
    result = Result(f"{count} broadcasts of 400, a list saved 20 times a second")
    result.require(eventually(lambda: workspace.finished(count), count * 12 + 30), f"{len(workspace.broadcasts)} "
                   f"broadcasts of {count}: {workspace.said(process)[-300:]}")
    editor.ended.set()
    kill(process)
    entries = entries_of(sink)
    for folder in workspace.broadcasts:
        frozen = {line["to"] for line in read_lines(folder / "recipients.jsonl")}
        number = int(next(iter(frozen)).split("-")[0][1:])
        result.require(frozen == set(version(number)), f"{folder.name}: {len(frozen)} recipients of no one version")
        own = [e for e in entries if e["id"].startswith(folder.name + ".")]
        result.verdict += judge(frozen, own, read_lines(folder / "deliveries.jsonl"))
    result.note = f"{editor.number} versions"
    sink.close()
    return result


@fault("F31", "the same draft dropped again")
def dropped_again(trial):
    sink = trial.sink()
    workspace, planned = trial.workspace(sink, count=50)
    process = workspace.start("run")
    result = Result("six ways")
    result.require(eventually(workspace.finished, 20), "not sent")
    names = ["lines.md", "lines (1).md", "Copy of lines.txt", "lines - conflicted copy.md", "Lines.md"]
    for number, name in enumerate(names):
        workspace.drop(name)
        if number % 2:
            os.utime(workspace.path / "drafts" / name, (1e9, 1e9))
    workspace.drop("last.md", subject="  Lines on this  morning's front pages ")
    held = workspace.path / "drafts/held"
    result.require(eventually(lambda: len(list(held.glob("*.why.txt"))) >= len(names), 20),
                   f"held: {[p.name for p in held.iterdir()]}")
    time.sleep(2)
    kill(process)
    result.note = f"{len(list(held.glob('*.why.txt')))} of {len(names) + 1} held; {len(workspace.broadcasts)} broadcast(s)"
    result.verdict = account(workspace, sink, planned)
    sink.close()
    return result


# What another version's log may hold, and whether this one goes on with it.
CHANGES = {
    "no line of the recipient": (lambda e: {k: v for k, v in e.items() if k != "recipient"}, True),
    "keys that are not known": (lambda e: {**e, "colour": {"deep": ["red", 1.5, None]}}, True),
    "an event that is not known": (lambda e: {**e, "event": "teleported"} if e["event"] == "accepted" else e, False),
}


@fault("F32", "logs of older and newer versions")
def other_versions(trial):
    """No version was released before this one: what the log promises to take, and what not, is tried instead."""
    result = Result(f"{len(CHANGES)} kinds of log, each killed half way")
    for name, (change, goes_on) in CHANGES.items():
        sink = trial.sink(delay=(0, 30))
        workspace, planned = trial.workspace(sink, count=80)
        process = workspace.start("run")
        eventually(lambda: sink.count > 30, 20)
        kill(process)
        log = workspace.broadcasts[0] / "deliveries.jsonl"
        log.write_text("".join(json.dumps(change(e)) + "\n" for e in read_lines(log)))
        eventually(lambda: sink.open == 0, 5)  # what had left before the kill is still being taken
        before = sink.count
        code = workspace.run("run", "--once", seconds=30)
        if goes_on:
            result.verdict += account(workspace, sink, planned)
            result.allowed += 4
            result.require(code == 0, f"{name}: ended with {code}: {workspace.said()[-200:]}")
        else:
            result.require(code == 75 and "no event that this version knows" in workspace.said(), f"{name}: {code}: {workspace.said()[-300:]}")
            result.require(sink.count == before, f"{name}: {sink.count - before} sent all the same")
        sink.close()
    return result
