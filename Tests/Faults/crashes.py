"""F30: the program fails by a fault of its own, again and again, in the same draft or the same broadcast."""

import ctypes
import os
import signal

from oracle import entries_of, judge
from relays import free_port
from trial import Result, fault
from workspace import eventually, kill

FATAL = [signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGBUS, signal.SIGFPE, signal.SIGTRAP]
LIBC = ctypes.CDLL(None, use_errno=True)


class Pipe:
    """In place of a file: whoever opens it waits there, in the middle of the draft or of the broadcast."""

    def __init__(self, path):
        self.path = path
        path.unlink(missing_ok=True)
        os.mkfifo(path, 0o600)

    def remove(self):
        try:
            os.close(os.open(self.path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            pass
        self.path.unlink()

    @staticmethod
    def thread_waiting(process):
        """The thread that waits for a pipe's other end; None where none does."""
        try:
            for thread in os.listdir(f"/proc/{process.pid}/task"):
                place = open(f"/proc/{process.pid}/task/{thread}/wchan").read()
                if "fifo_open" in place or "wait_for_partner" in place:
                    return int(thread)
        except OSError:
            pass
        return None


@fault("F30", "a draft or broadcast that the program fails in")
def failing(trial):
    """Two fatal signals in the middle of it, as a fault of our own would raise them; kill -9 in the same place
    counts for nothing."""
    cases = [(number, work) for number in trial.pick(FATAL[:2], FATAL) for work in (in_draft, in_broadcast)]
    result = Result(f"two failures by each of {len(cases) // 2} signals, in a draft and in a broadcast")
    trial.lanes(lambda case: case[1](trial, result, case[0]), cases)
    in_draft(trial, result, signal.SIGKILL)
    return result


def end_inside(workspace, number):
    """Starts the program, waits until it is in the middle of the work, and raises the signal in that thread."""
    process = workspace.start("run")
    inside = eventually(lambda: Pipe.thread_waiting(process), 10)
    if inside:
        LIBC.tgkill(process.pid, Pipe.thread_waiting(process), number)
        process.wait(10)
    kill(process)
    return inside and process.returncode == -number


def in_draft(trial, result, number):
    sink = trial.sink()
    workspace, planned = trial.workspace(sink, count=20)
    (workspace.path / "state").mkdir(mode=0o700)
    pipe = Pipe(workspace.path / "state/suppressions.jsonl")
    ended = [end_inside(workspace, number) for _ in range(2)]
    workspace.write_list(["other@hub.example"], "few")
    workspace.drop("other.md", to="few", subject="Other lines")
    pipe.remove()
    process = workspace.start("run")
    others = eventually(lambda: "other@hub.example" in {e["to"] for e in entries_of(sink)}, 20)
    held = workspace.path / "drafts/held/lines.md"
    counts = number != signal.SIGKILL
    is_held = eventually(held.exists, 5 if counts else 0)
    before = sink.count
    if is_held:
        workspace.run("approve", "lines.md", seconds=10)
    finished = eventually(lambda: workspace.finished(2), 30)
    kill(process)
    name = f"a draft, signal {number.name}"
    verdict = judge(planned + ["other@hub.example"], entries_of(sink), workspace.events())
    with trial.lock:
        result.require(all(ended), f"{name}: it did not end as it was told")
        result.require(others, f"{name}: the other draft did not go: {workspace.said(process)[-200:]}")
        result.require(is_held == counts, f"{name}: held: {is_held}")
        result.require(not counts or before == 1, f"{name}: {before} messages before a person approved it")
        result.require(finished, f"{name}: not finished: {workspace.said(process)[-200:]}")
        result.verdict += verdict
    sink.close()


def in_broadcast(trial, result, number):
    sink = trial.sink()
    workspace, planned = trial.workspace(f"smtp://127.0.0.1:{free_port()}", count=20)
    process = workspace.start("run")
    accepted = eventually(lambda: workspace.state() == "sending", 20)
    kill(process)
    workspace.relays[0]["url"] = f"smtp://127.0.0.1:{sink.port}"
    workspace.configure()
    folder = workspace.broadcasts[0]
    pipe = Pipe(folder / "deliveries.jsonl")
    ended = [end_inside(workspace, number) for _ in range(2)]
    workspace.write_list(["other@hub.example"], "few")
    workspace.drop("other.md", to="few", subject="Other lines")
    process = workspace.start("run")
    others = eventually(lambda: sink.count == 1, 20)
    waits = Pipe.thread_waiting(process) is not None
    workspace.run("status", seconds=10)
    status = workspace.said()
    pipe.remove()
    workspace.run("resume", folder.name, seconds=10)
    finished = eventually(lambda: workspace.finished(2), 30)
    kill(process)
    name = f"a broadcast, signal {number.name}"
    verdict = judge(planned + ["other@hub.example"], entries_of(sink), workspace.events())
    with trial.lock:
        result.require(accepted and all(ended), f"{name}: it did not end as it was told")
        result.require(others, f"{name}: the other did not go: {workspace.said(process)[-200:]}")
        result.require(not waits, f"{name}: it was opened again")
        result.require("failed twice" in status, f"{name}: status does not say so: {status[-300:]}")
        result.require(finished, f"{name}: not finished: {workspace.said(process)[-200:]}")
        result.verdict += verdict
    sink.close()
