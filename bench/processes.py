"""What processes use, by /proc and wait4(2); and how they are started, watched and stopped.

CPU is user and system time. Of a program that is started and ends, the kernel's own account of it and its
children (wait4). Of a service, what its processes have used by the end less what they had used by the start:
the running time of each living thread, which is kept in ns, and the time of children that have ended.

Memory is the peak resident set (VmHWM) of a single process, as the kernel keeps it. Of several, it is the
greatest sum of their proportional sets (Pss: a page that n processes share counts 1/n in each), as sampled.
"""

import ctypes
import os
import signal
import subprocess
import tempfile
import time
from collections import namedtuple
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")

Sample = namedtuple("Sample", "at cpu resident")
# CPU in seconds, moments of the monotonic clock.
Usage = namedtuple("Usage", "started ended cpu samples")


class Failed(Exception):
    """A peer has not done its job; the text says how."""


# MARK: looking


def tree(roots):
    """The processes and all their descendants."""
    found, todo = [], list(roots)
    while todo:
        pid = todo.pop()
        found.append(pid)
        try:
            for task in Path(f"/proc/{pid}/task").iterdir():
                todo += map(int, (task / "children").read_text().split())
        except OSError:
            pass  # it has just ended
    return found


def cpu_of(pid):
    """CPU seconds of one process so far, and of those children that it has waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        own, children = (int(fields[11]) + int(fields[12])) / TICK, (int(fields[13]) + int(fields[14])) / TICK
        tasks = Path(f"/proc/{pid}/task").iterdir()
        threads = sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    except (OSError, IndexError):
        return 0.0
    return max(own, threads) + children


def field(path, name):
    for line in Path(path).read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


def resident(pids):
    """MB: see above."""
    total = 0.0
    for pid in pids:
        try:
            total += field(f"/proc/{pid}/status", "VmHWM:") if len(pids) == 1 else \
                field(f"/proc/{pid}/smaps_rollup", "Pss:")
        except OSError:
            pass
    return total


def sample(roots):
    pids = tree(roots)
    return Sample(time.monotonic(), sum(map(cpu_of, pids)), resident(pids))


# MARK: running


def tie():
    """Between fork and exec: this process ends with us, however we end (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def stop(process, patience=10):
    """Asks it to end, then ends its group."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    _end_group(process.pid)


def _end_group(group):
    """Those whom their parent did not take along; they are our children by now (see `adopt`). Only while one of them
    is there does the number stand for this group, and not for somebody else's."""
    while True:
        try:
            os.waitid(os.P_PGID, group, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            os.killpg(group, signal.SIGKILL)
            os.waitpid(-group, 0)
        except ChildProcessError:
            return


def adopt():
    """Whoever loses its parent below us becomes our child, and not that of process 1 (PR_SET_CHILD_SUBREAPER)."""
    ctypes.CDLL(None).prctl(36, 1)


def start(arguments, **options):
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    return subprocess.Popen(arguments, start_new_session=True, preexec_fn=tie, **quiet | options)


def run_quietly(arguments, **options):
    """A step of preparation: its output is shown only where it fails."""
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, **options)
    if done.returncode != 0:
        raise Failed(f"{Path(str(arguments[0])).name} ended with {done.returncode}: {tail(done.stdout)}")


def tail(noise):
    return noise.decode(errors="replace").strip()[-1000:]


def watch(arguments, stdin=None, services=(), until=lambda: True, limit=300):
    """Runs a program to its end, and on until `until()`; what it and the services have used meanwhile."""
    before = sum(map(cpu_of, tree(services)))
    with tempfile.TemporaryFile() as noise:
        started = time.monotonic()
        process = start(arguments, stdin=stdin or subprocess.DEVNULL, stderr=noise)
        try:
            own, samples = _wait(process, services, until, started + limit)
        except Failed as failure:
            noise.seek(0)
            raise Failed(f"{Path(str(arguments[0])).name}: {failure} {tail(noise.read())}".strip()) from None
        finally:
            stop(process)
    used = own + sum(map(cpu_of, tree(services))) - before
    return Usage(started, time.monotonic(), used, samples)


def _wait(process, services, until, deadline):
    """Samples as often as it can without taking more than a twentieth of a core."""
    own, samples = None, []
    while own is None or not until():
        looked = time.monotonic()
        if looked > deadline:
            raise Failed("not done in time")
        if own is None:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                own = usage.ru_utime + usage.ru_stime
                if process.returncode != 0:
                    raise Failed(f"ended with {process.returncode}")
                continue
        samples.append(sample([*services] + ([process.pid] if own is None else [])))
        time.sleep(max(0.01, 20 * (time.monotonic() - looked)))
    return own, [taken for taken in samples if taken.resident > 0]
