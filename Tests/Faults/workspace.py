"""A workspace on a real disk, and the program in it: driven from outside, as people drive it."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LINERELAY = ROOT / ".build/release/linerelay"
SCRATCH = ROOT / ".build/faults"
FINAL = {"accepted", "rejected", "expired", "suppressed", "cancelled"}
running = set()


@atexit.register
def end_all():
    for process in list(running):
        kill(process)


def interrupted(*_):
    """At once: whoever waits in a thread is not waited for."""
    end_all()
    os._exit(130)


def heed_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)


def kill(process):
    """The process with whatever it started: it leads a group of its own."""
    end = time.monotonic() + 2
    while time.monotonic() < end:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            break
        process.poll()
        time.sleep(0.001)
    process.wait()
    running.discard(process)


def eventually(condition, seconds=60, pause=0.02):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(pause)
    return bool(condition())


def people(count, word="person"):
    return [f"{word}-{n}@charity-{n % 7}.example.org" for n in range(count)]


def read_lines(path):
    """The whole JSON lines of a file; a torn last one is none."""
    if not Path(path).exists():
        return []
    text = Path(path).read_bytes().decode("utf-8", "replace")
    return [json.loads(line) for line in text.split("\n")[:-1] if line.strip()]


class Workspace:
    def __init__(self, path, *sinks, connections=4, relay=None, retry=None, **settings):
        self.path = Path(path)
        shutil.rmtree(self.path, ignore_errors=True)
        for name in ("drafts", "lists"):
            (self.path / name).mkdir(parents=True)
        shutil.copytree(ROOT / "Templates", self.path / "Templates")
        self.relays = [
            {"name": f"sink{n}", "url": sink if isinstance(sink, str) else f"smtp://127.0.0.1:{sink.port}",
             "helo": "faults.hub.example", "maxConnections": connections, **(relay or {})}
            for n, sink in enumerate(sinks)]
        self.settings = {
            "organisation": "Example Hub", "from": "Press desk <press@hub.example>", "owner": "desk@hub.example",
            "postalAddress": "1 Example Street, London", "settleTime": "1s",
            "retry": retry or {"firstDelay": "1s", "maxDelay": "2s"}, **settings}
        self.configure()
        self.logs = 0

    def configure(self):
        text = json.dumps({**self.settings, "relays": self.relays}, indent=1)
        (self.path / "config.json").write_text(text)

    def write_list(self, addresses, name="sector"):
        text = "".join(f"Person {n} <{address}>\n" for n, address in enumerate(addresses))
        path = self.path / f"lists/{name}.txt"
        path.write_text(text)
        os.utime(path, (time.time() - 60,) * 2)  # nobody is saving it just now

    def drop(self, name="lines.md", to="sector", subject="Lines on this morning's front pages", body=None):
        text = f"Subject: {subject}\nTo: {to}\nStance: hold\n\n" + (body or "## Key messages\n\n- Safety.\n")
        (self.path / f"drafts/.{name}.partial").write_text(text)
        (self.path / f"drafts/.{name}.partial").rename(self.path / f"drafts/{name}")

    def start(self, *words, wrapper=(), environment=None, **options):
        """The program with these words, under `wrapper`; its output goes to a file."""
        self.logs += 1
        log = open(self.path / f"output-{self.logs}.txt", "wb")
        command = [*wrapper, str(LINERELAY), "--config", str(self.path / "config.json"), *words]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   env={**os.environ, **(environment or {})}, start_new_session=True, **options)
        log.close()
        process.log = self.path / f"output-{self.logs}.txt"
        running.add(process)
        return process

    def run(self, *words, seconds=60, **options):
        """Starts and waits; the exit code, or None where it had to be killed."""
        process = self.start(*words, **options)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        kill(process)
        self.last = process
        return code

    def said(self, process=None):
        return (process or self.last).log.read_text(errors="replace")

    @property
    def broadcasts(self):
        return sorted(p for p in self.path.glob("broadcasts/*") if not p.name.startswith("."))

    def events(self):
        return [event for folder in self.broadcasts for event in read_lines(folder / "deliveries.jsonl")]

    def state(self):
        try:
            return json.loads((self.broadcasts[-1] / "summary.json").read_text())["state"]
        except (IndexError, OSError, ValueError):
            return None

    def finished(self, count=1):
        """Whether so many broadcasts are there and all at their end."""
        try:
            states = [json.loads((f / "summary.json").read_text())["state"] for f in self.broadcasts]
        except (OSError, ValueError):
            return False
        return len(states) >= count and all(state in ("sent", "cancelled") for state in states)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)
