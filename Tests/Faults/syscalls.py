"""F2, F3, F27: a system call kills, fails, or gives less than it was asked for (strace -e inject, libfiu)."""

import re
import signal
import subprocess
import time
from collections import Counter

from trial import Result, Skipped, account, fault
from workspace import eventually, kill

LAST = {"exit", "exit_group", "rt_sigreturn", "restart_syscall"}
ERRORS = {
    "write": ["ENOSPC", "EIO", "EDQUOT", "EROFS"], "fsync": ["EIO"], "fdatasync": ["EIO", "ENOSPC"], "openat": ["EMFILE", "EACCES", "EROFS"],
    "rename": ["EIO", "ENOSPC"], "renameat": ["EIO"], "renameat2": ["EIO"], "mkdir": ["ENOSPC"], "unlink": ["EIO"], "ftruncate": ["EIO"],
    "close": ["EIO"], "fallocate": ["ENOSPC", "EOPNOTSUPP"], "socket": ["EMFILE", "ENOBUFS"], "sendto": ["ECONNRESET"],
    "recvfrom": ["ECONNRESET", "EINTR"], "connect": ["ENETUNREACH"], "fcntl": ["EIO"], "read": ["EIO", "EINTR"],
}
RECIPIENTS = 5
CONNECTIONS = 4


def inject(call, what):
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{what}"]


def can_trace(trial):
    trial.need("strace")
    if subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True).returncode:
        raise Skipped("this machine does not let a process be traced")


def count_calls(trial):
    """How often a run of five recipients makes each system call, in the thread that makes it most often."""
    sink = trial.sink()
    workspace, _ = trial.workspace(sink, count=RECIPIENTS, connections=CONNECTIONS)
    trace = workspace.path / "trace"
    workspace.run("run", "--once", wrapper=["strace", "-f", "-qq", "-o", str(trace)])
    sink.close()
    counts = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        if found := re.match(r"(\d+) +(\w+)\(", line):
            counts[found.groups()] += 1
    most = {}
    for (_, call), count in counts.items():
        most[call] = max(count, most.get(call, 0))
    return {call: count for call, count in most.items() if call not in LAST}


class One:
    """One run of five recipients with one injection, and a second without, that has to complete it."""

    def __init__(self, trial, wrapper, label, seconds=20):
        self.label = label
        sink = trial.sink()
        workspace, planned = trial.workspace(sink, count=RECIPIENTS, connections=CONNECTIONS)
        self.code = workspace.run("run", "--once", wrapper=wrapper, seconds=seconds)
        self.first = workspace.said()
        self.early = account(workspace, sink, planned, finished=False)
        self.again, self.second = 0, ""
        if not workspace.finished():
            self.again = workspace.run("run", "--once", seconds=30)
            self.second = workspace.said()
        # A list or a template that could not be read turns the draft back, whole and with the reason: nobody is lost.
        self.is_turned_back = not workspace.broadcasts and bool(list(workspace.path.glob("drafts/*/*.why.txt")))
        if self.is_turned_back:
            planned, self.again = [], 0
        self.verdict = account(workspace, sink, planned)
        self.verdict.odd = [f"{label}: {words}" for words in self.verdict.odd]
        sink.close()
        if self.verdict.is_kept and self.again == 0:
            workspace.remove()

    def put_into(self, result, trial, breaks_lines=False):
        """breaks_lines: what was injected cuts connections, perhaps after a message had left whole."""
        allowed = CONNECTIONS if self.code != 0 or breaks_lines else 0
        with trial.lock:
            result.verdict += self.verdict
            result.allowed += allowed
            v, early = self.verdict, self.early
            result.require(not (v.lost or v.phantom or early.phantom), f"{self.label}: lost or phantom: {early}, {v}")
            result.require(v.duplicate <= allowed, f"{self.label}: {v.duplicate} twice")
            result.require(self.again == 0, f"{self.label}: then {self.again}: {self.second[-200:]}")


@fault("F2", "kill -9 at every system call")
def killed_at_every_call(trial):
    """At the 1st, 2nd, 3rd … of each call in any thread, as often as a whole run makes it."""
    can_trace(trial)
    calls = count_calls(trial)
    jobs = [(call, n) for call, count in sorted(calls.items()) for n in range(1, count + 1)]
    chosen = trial.random.sample(jobs, 200) if trial.quick else jobs
    result = Result(f"{len(chosen):,} kills{' drawn' if trial.quick else ''} of {len(jobs):,} moments, {len(calls)} calls, "
                    f"{RECIPIENTS} recipients")
    trial.lanes(lambda job: kill_at(trial, result, *job), chosen, lanes=8)
    return result


def kill_at(trial, result, call, number):
    One(trial, inject(call, f"signal=KILL:when={number}"), f"{call} {number}").put_into(result, trial)


@fault("F3", "the N-th system call fails, once and for ever")
def failing_calls(trial):
    can_trace(trial)
    calls = count_calls(trial)
    jobs = [(call, error, n, "") for call, errors in ERRORS.items() for error in errors
            for n in range(1, calls.get(call, 0) + 1)]
    # No kernel interrupts every read for ever.
    jobs += [(*job[:3], "+") for job in jobs if job[2] % 4 == 1 and job[1] != "EINTR"]
    chosen = trial.random.sample(jobs, 150) if trial.quick else jobs
    result = Result(f"{len(chosen):,} failures{' drawn' if trial.quick else ''} of {len(jobs):,}, "
                    f"{len(ERRORS)} calls, {RECIPIENTS} recipients")
    turned_back = trial.lanes(lambda job: fail_at(trial, result, *job), chosen, lanes=8)
    result.note = f"{sum(turned_back)} drafts turned back with a reason"
    if not trial.quick:
        random_errors(trial, result)
    return result


def fail_at(trial, result, call, error, number, lasting):
    label = f"{call} {error} {number}{lasting}"
    one = One(trial, inject(call, f"error={error}:when={number}{lasting}"), label, seconds=4 if lasting else 12)
    one.put_into(result, trial, breaks_lines=call in ("sendto", "recvfrom"))
    with trial.lock:
        result.require(one.code is None or one.code >= 0, f"{label}: crashed with {one.code}: {one.first[-200:]}")
        # Where no write works any more, none to standard error does.
        is_mute = call == "write" and lasting
        result.require(one.code == 0 or one.first.strip() or is_mute, f"{label}: {one.code}, and nothing was said")
    return one.is_turned_back


def fail_at_random(trial, result, number):
    trial.need("fiu-run")
    wrapper = ["fiu-run", "-x", "-c", "enable_random name=posix/io/*,probability=0.01"]
    one = One(trial, wrapper, f"fiu-run {number}", seconds=8)
    one.put_into(result, trial, breaks_lines=True)
    with trial.lock:
        result.require(one.code is None or one.code >= 0, f"fiu-run: crashed with {one.code}: {one.first[-200:]}")


def random_errors(trial, result):
    """libfiu: one POSIX I/O call in a hundred fails."""
    trial.lanes(lambda number: fail_at_random(trial, result, number), range(40), lanes=8)
    result.runs += "; 40 runs with one I/O call in a hundred failing"


PARTIAL = ["read:error=EINTR:when=5+7", "pread64:error=EINTR:when=1+2", "sendto:error=EINTR:when=2+3", "recvfrom:error=EINTR:when=2+2",
           "epoll_wait:error=EINTR:when=2+2", "write:error=EINTR:when=3+5", "fdatasync:error=EINTR:when=2",
           "recvfrom:error=EAGAIN:when=2+2", "sendto:error=EAGAIN:when=2+2"]


@fault("F27", "interrupted calls, signals a hundred times a second")
def interrupted(trial):
    can_trace(trial)
    calls = count_calls(trial)
    chosen = [what for what in PARTIAL if calls.get(what.split(":")[0])]
    result = Result(f"{len(chosen)} injections, and one run of 300 under signals")
    trial.lanes(lambda what: One(trial, inject(*what.split(":", 1)), what).put_into(result, trial), chosen, lanes=8)
    sink = trial.sink(delay=(0, 5))
    workspace, planned = trial.workspace(sink, count=300)
    process = workspace.start("run")
    time.sleep(0.2)
    sent = 0
    while not workspace.finished() and process.poll() is None and sink.count < 300:
        # Those that the program heeds, and a stop, are what interrupts a call.
        for number in [signal.SIGHUP] if sent % 2 else [signal.SIGSTOP, signal.SIGCONT]:
            process.send_signal(number)
        sent += 1
        time.sleep(0.01)
    result.require(sent > 20, f"only {sent} signals")
    result.require(eventually(workspace.finished, 30), f"not finished: {workspace.said(process)[-200:]}")
    kill(process)
    result.verdict += account(workspace, sink, planned)
    sink.close()
    return result
