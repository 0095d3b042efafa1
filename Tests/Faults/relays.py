"""F16, F17, F18, F26: relays that are down, slow, full up, or nowhere to be found."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

from oracle import Verdict, entries_of, judge
from sink import Step
from trial import Result, Skipped, account, fault
from workspace import ROOT, eventually, kill


def cpu_seconds(process):
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@fault("F16", "the relay is down")
def down(trial):
    """It refuses connections, or takes them and says nothing; then it is back."""
    seconds = trial.pick(4, 90)
    result = Result(f"refused and silent for {seconds} s each, 200 recipients")
    refused(trial, result, seconds)
    silent(trial, result, seconds)
    return result


def watch_idle(result, process, workspace, seconds, kind):
    used, begun = cpu_seconds(process), time.monotonic()
    status = 0
    while time.monotonic() - begun < seconds:
        time.sleep(1)
        status = max(status, workspace.run("status", seconds=5) or 0)
    share = (cpu_seconds(process) - used) / (time.monotonic() - begun)
    result.require(share < 0.01 or seconds < 10 and share < 0.05, f"{kind}: {share:.1%} of a processor while it waits")
    result.require(status == 0, f"{kind}: status ended with {status}")
    result.note += f"{kind}: {share:.2%} of a processor; "


def refused(trial, result, seconds):
    port = free_port()
    workspace, planned = trial.workspace(f"smtp://127.0.0.1:{port}", count=100)
    process = workspace.start("run")
    watch_idle(result, process, workspace, seconds, "refused")
    sink = trial.sink(port=port)
    back = time.time()
    result.require(eventually(lambda: sink.count > 0, 100), "refused: not taken up again")
    result.require(time.time() - back < max(5, seconds * 1.5), f"refused: taken up after {time.time() - back:.0f} s")
    result.require(eventually(workspace.finished, 60), "refused: not finished")
    kill(process)
    result.verdict += account(workspace, sink, planned)
    sink.close()


def silent(trial, result, seconds):
    sink = trial.sink(states={"banner": [Step("banner", then="silent")] * 1000})
    workspace, planned = trial.workspace(sink, count=100, relay={"timeout": "2s"})
    process = workspace.start("run")
    watch_idle(result, process, workspace, seconds, "silent")
    attempts = sink.connections
    sink.states.clear()
    result.require(attempts <= 12 + seconds / 4, f"silent: {attempts} connections in {seconds} s")
    result.require(eventually(workspace.finished, 120), "silent: not finished")
    kill(process)
    result.verdict += account(workspace, sink, planned)
    result.note += f"{attempts} connections in {seconds} s of silence"
    sink.close()


@fault("F17", "a slow relay")
def slow(trial):
    """Replies an octet at a time; a reply just within the limit; one connection that hangs while others go on."""
    result = Result(f"{len(SLOW)} ways to be slow, 30 recipients each")
    trial.lanes(lambda case: slowed(trial, result, case[0], *case[1]), SLOW.items())
    return result


# name -> (the reply to MAIL, six times; the second recipient's reply after the message; how long the program waits)
SLOW = {
    "an octet at a time": (Step("mail", "250 2.1.0 Ok", "slow"), None, None),
    "just in time": (None, Step("dot", "250 2.0.0 Ok", pause=4.0), "6s"),
    "one hangs": (None, Step("dot", "250 2.0.0 Ok", pause=8.0), None),
}


def slowed(trial, result, name, mail, dot, timeout):
    sink = trial.sink(states={"mail": [mail] * 6} if mail else {})
    workspace, planned = trial.workspace(sink, count=30, relay={"timeout": timeout} if timeout else None)
    if dot:
        sink.rules[planned[1]] = [dot]
    process = workspace.start("run")
    others = name != "one hangs" or eventually(lambda: sink.count >= 29, 4)
    done = eventually(workspace.finished, 40)
    kill(process)
    verdict = account(workspace, sink, planned)
    with trial.lock:
        result.verdict += verdict
        result.require(others, "one hangs: the others did not go on")
        result.require(done, f"{name}: not finished: {workspace.said(process)[-200:]}")
    sink.close()


# Replies that are about our quota or our pace, and never about a subscriber (Google, Microsoft, Amazon, others).
QUOTAS = [
    ("rcpt", "550 5.4.5 Daily SMTP relay limit exceeded for user", "long"),
    ("rcpt", "550 5.7.1 Daily SMTP relay limit exceeded for customer", "long"),
    ("rcpt", "450 4.2.1 Peak SMTP relay limit exceeded for customer", "short"),
    ("mail", "421 4.7.0 Try again later, closing connection", "line"),
    ("rcpt", "550 5.4.5 Daily user sending limit exceeded", "long"),
    ("mail", "432 4.3.2 Concurrent connections limit exceeded", "short"),
    ("dot", "554 5.2.0 STOREDRV.Submission.Exception:QuotaExceededException", "long"),
    ("rcpt", "550 5.2.251 Sender throttled due to continuous invalid recipients errors", "long"),
    ("mail", "550 5.7.233 tenant exceeded its external recipient limit", "long"),
    ("mail", "550 5.7.705 tenant has exceeded threshold", "long"),
    ("mail", "451 4.7.500 Server busy. Please try again later", "short"),
    ("dot", "454 Throttling failure: Maximum sending rate exceeded", "short"),
    ("dot", "454 Throttling failure: Daily message quota exceeded", "long"),
    ("rcpt", "452 4.4.5 Messages per second limit exceeded", "short"),
    ("rcpt", "452 4.5.3 Daily message limit exceeded", "long"),
    ("rcpt", "550 Domain has exceeded the max emails per hour (500/500) allowed", "long"),
]


@fault("F18", "a quota of ours is used up")
def quota(trial):
    """The first relay answers each row from the 10th message on; the second takes over, and nobody is given up."""
    result = Result(f"{len(QUOTAS)} replies with a second relay and without, 40 recipients each")
    trial.lanes(lambda row: used_up(trial, result, *row), QUOTAS, lanes=4)
    trial.lanes(lambda row: used_up_alone(trial, result, *row), QUOTAS, lanes=4)
    return result


def limited(trial, state, reply):
    """A sink that takes ten messages, and then has this reply for whatever comes."""
    sink = trial.sink(delay=(0, 5))
    sink.states[state] = [Step(state, {"mail": "250 2.1.0 Ok", "rcpt": "250 2.1.5 Ok", "dot": "250 2.0.0 Ok"}[state])
                          for _ in range(10)] + [Step(state, reply, "close" if reply[:3] == "421" else "go")] * 2000
    return sink


def used_up_alone(trial, result, state, reply, kind):
    """Nobody else takes over: what is left waits, nobody is given up, and it goes on when a person says so."""
    sink = limited(trial, state, reply)
    workspace, planned = trial.workspace(sink, count=40)
    process = workspace.start("run")
    eventually(lambda: len(sink.states[state]) < 2000, 20)
    time.sleep(1)
    tried = 2000 - len(sink.states[state])
    events = {event["event"] for event in workspace.events()}
    sink.states.clear()
    process.send_signal(signal.SIGHUP)
    done = eventually(workspace.finished, 90)
    kill(process)
    verdict = account(workspace, sink, planned)
    verdict.odd = [f"{reply}, alone: {words}" for words in verdict.odd]
    with trial.lock:
        result.verdict += verdict
        result.require(events <= {"attempting", "accepted", "deferred", "unconfirmed"}, f"{reply}, alone: {events}")
        # Each connection may have one on its way, and another try or two within the second.
        result.require(tried <= 16, f"{reply}, alone: {tried} messages were tried in its second")
        result.require(done, f"{reply}, alone: not finished: {workspace.said(process)[-300:]}")
    sink.close()


def used_up(trial, result, state, reply, kind):
    first, second = limited(trial, state, reply), trial.sink()
    workspace, planned = trial.workspace(first, second, count=40)
    process = workspace.start("run")
    done = eventually(workspace.finished, 60)
    kill(process)
    events = workspace.events()
    verdict = judge(planned, entries_of(first) + entries_of(second), events)
    suppressed = workspace.path / "state/suppressions.jsonl"
    with trial.lock:
        verdict.odd = [f"{reply}: {words}" for words in verdict.odd]
        result.verdict += verdict
        result.require(done, f"{reply}: not finished: {workspace.said(process)[-300:]}")
        result.require(not suppressed.exists() or not suppressed.read_text().strip(), f"{reply}: somebody was suppressed")
        result.require(second.count > 0, f"{reply}: the second relay got nothing")
    first.close()
    second.close()


@fault("F26", "names that lead nowhere")
def names(trial):
    """In a network of its own, with loopback and nothing else: no resolver answers, no route leads anywhere."""
    trial.need("unshare", "ip")
    if subprocess.run(["unshare", "-n", "ip", "link", "set", "lo", "up"], capture_output=True).returncode:
        raise Skipped("no leave to make a network of one's own here (root needed)")
    result = Result("three first relays that cannot be found, 30 recipients each")
    command = ["unshare", "-n", sys.executable, str(ROOT / "Tests/Faults/alone.py"), str(trial.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        result.broken.append(f"alone.py: {done.stderr[-500:]}")
        return result
    for part in json.loads(done.stdout):
        result.broken += part.pop("broken")
        result.verdict += Verdict(**part)
    return result
