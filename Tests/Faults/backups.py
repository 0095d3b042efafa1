"""F33: an older copy of the workspace, or of a part of it, is put back; and copies that are no older."""

import shutil
import time

from oracle import entries_of
from trial import Result, account, fault
from workspace import Workspace, eventually, kill

COUNT = 60


@fault("F33", "an older backup is put back")
def put_back(trial):
    """A backup from the middle of a broadcast, put back when all was sent: nothing is sent again before a person
    says so. What a backup took is not in the log any more, so these copies cannot be flagged, and are not counted."""
    cases = [["broadcasts"], ["state"], ["broadcasts", "state"], ["the broadcast"]]
    rounds = trial.pick(1, 5)
    result = Result(f"{len(cases) * rounds} backups put back, {rounds} copies started elsewhere")
    trial.lanes(lambda names: one_backup(trial, result, names), cases * rounds)
    trial.lanes(lambda _: moved(trial, result), range(rounds))
    return result


def half_way(trial):
    """A workspace whose broadcast was killed, or told to end, somewhere in its middle."""
    sink = trial.sink(delay=(0, 40))
    workspace, planned = trial.workspace(sink, count=COUNT)
    process = workspace.start("run")
    goal = trial.random.randrange(5, COUNT - 15)
    eventually(lambda: sink.count >= goal, 20, 0.005)
    if trial.random.random() < 0.5:
        process.terminate()
        process.wait(15)
    kill(process)
    sink.delay = (0, 0)
    return sink, workspace, planned


def one_backup(trial, result, names):
    sink, workspace, planned = half_way(trial)
    parts = [workspace.broadcasts[0] if name == "the broadcast" else workspace.path / name for name in names]
    copies = [shutil.copytree(part, workspace.path / f"backup-{part.name}") for part in parts]
    process = workspace.start("run")
    sent = eventually(workspace.finished, 30)
    process.terminate()
    process.wait(15)
    kill(process)
    whole = names != ["the broadcast"]
    if whole:
        workspace.drop("waiting.md", subject="Lines that waited")
    for part, copy in zip(parts, copies):
        shutil.rmtree(part)
        shutil.copytree(copy, part)
    before = sink.count
    process = workspace.start("run")
    held = eventually((workspace.path / "drafts/held/waiting.md").exists, 5) if whole else True
    paused = eventually(lambda: workspace.state() == "paused", 5) if names != ["state"] else True
    time.sleep(1)
    after = sink.count
    said = workspace.said(process)
    if paused and names != ["state"]:
        workspace.run("resume", workspace.broadcasts[0].name, seconds=10)
    if whole:
        workspace.run("approve", "waiting.md", seconds=10)
    finished = eventually(lambda: workspace.finished(2 if whole else 1), 30)
    kill(process)
    name = " and ".join(names)
    reached = {entry["to"] for entry in entries_of(sink)}
    with trial.lock:
        result.require(sent, f"{name}: not sent before")
        result.require(held, f"{name}: the draft that waited is not held: {said[-300:]}")
        result.require(paused, f"{name}: the broadcast is not paused: {said[-300:]}")
        result.require("older" in said or "put back" in said, f"{name}: not told: {said[-300:]}")
        result.require(after == before, f"{name}: {after - before} messages before a person said so")
        result.require(finished, f"{name}: then not finished: {workspace.said(process)[-300:]}")
        result.verdict.planned += len(planned)
        result.verdict.lost += len(set(planned) - reached)
    sink.close()


def moved(trial, result):
    """A copy in another place, taken after a kill, goes on: no promise is forgotten by a move."""
    sink, workspace, planned = half_way(trial)
    copy = Workspace.__new__(Workspace)
    copy.path, copy.logs = trial.path("moved"), 0
    shutil.copytree(workspace.path, copy.path)
    process = copy.start("run")
    finished = eventually(copy.finished, 30)
    kill(process)
    verdict = account(copy, sink, planned)
    with trial.lock:
        result.require(finished, f"moved: not finished: {copy.said(process)[-300:]}")
        result.allowed += 4
        result.verdict += verdict
    sink.close()
