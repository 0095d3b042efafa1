"""F7, F8: power cuts, rebuilt from a trace; and the order of what is written and what leaves."""

import hashlib
import json
import re
import time

import trace
from disk_model import Disk, put
from oracle import entries_of, judge
from syscalls import can_trace
from trial import Result, account, fault, finish
from workspace import Workspace, people

# Few, and so many that messages are put together while the disk is busy.
CONNECTIONS = (3, 20)


def traced_run(trial, count, connections, delay=(0, 8), fresh=True, inject=None):
    """One whole run under strace; the disk as it was before, and the calls."""
    sink = trial.sink(delay=delay)
    workspace, planned = trial.workspace(sink, connections=connections)
    if not fresh:
        workspace.run("run", "--once")
    planned = people(count)
    workspace.write_list(planned)
    workspace.drop()
    time.sleep(1.1)  # the draft is at rest
    before = Disk(workspace.path)
    output = trial.path("trace")
    wrapper = [*trace.WRAPPER, *(["-e", f"inject={inject}"] if inject else []), "-o", str(output)]
    code = workspace.run("run", "--once", wrapper=wrapper, seconds=15 if inject else 300)
    return workspace, sink, planned, before, list(trace.calls(output)), code


@fault("F7", "power cut")
def power_cut(trial):
    """The folder as a cut behind each call may leave it, six ways; the daemon starts there, and the ledger goes on."""
    can_trace(trial)
    result, drawn, total = Result(), 0, 0
    for fresh, connections in ((True, CONNECTIONS[0]), (False, CONNECTIONS[0]), (False, CONNECTIONS[1])):
        workspace, sink, planned, disk, calls, code = traced_run(trial, 40, connections, fresh=fresh)
        sink.close()
        entries, states = entries_of(sink), rebuilt(trial, disk, calls)
        result.require(code == 0, f"the traced run ended with {code}")
        result.require(kept(disk.everything()) == contents(workspace.path), "the model is not what the disk holds")
        chosen = trial.random.sample(states, 80) if trial.quick else states
        where = f"{'a fresh workspace' if fresh else 'one that has run before'}, {connections} connections"
        trial.lanes(lambda state: go_on_from(trial, result, planned, entries, where, connections, *state), chosen, lanes=6)
        drawn, total = drawn + len(chosen), total + len(states)
    result.runs = f"{drawn:,} states{' drawn' if trial.quick else ''} of {total:,}, 40 recipients"
    result.require(total >= 500, f"only {total} states")
    return result


def rebuilt(trial, disk, calls):
    """(cut, way, moment, state), no state of the same folder at the same moment twice."""
    found, seen, sent = [], set(), 0
    for number, call in enumerate(calls):
        changed = trace.apply(call, disk)
        sent += call.name in ("sendto", "sendmsg", "recvfrom") and call.result > 0
        if not changed:
            continue
        moment = calls[number + 1].at if number + 1 < len(calls) else call.at + 10
        for way, state in disk.states(trial.random).items():
            mark = hashlib.sha256(repr((sent, sorted(state.items()))).encode()).digest()
            if mark not in seen:
                seen.add(mark)
                found.append((number, way, moment, state))
    return found


def kept(state):
    """Without the output of the program, which is no part of the workspace."""
    return {name: content for name, content in state.items() if not name.startswith("output-")}


def contents(path):
    return kept({str(p.relative_to(path)): None if p.is_dir() else p.read_bytes() for p in path.rglob("*")})


def go_on_from(trial, result, planned, entries, where, connections, number, way, moment, state):
    workspace = Workspace.__new__(Workspace)
    workspace.path, workspace.logs = trial.path("cut"), 0
    put(kept(state), workspace.path)
    sink = trial.sink()
    text = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{sink.port}", (workspace.path / "config.json").read_text())
    (workspace.path / "config.json").write_text(text)
    before = [e for e in entries if e["at"] <= moment]
    code = workspace.run("run", "--once", seconds=30)
    verdict = judge(planned, before + entries_of(sink), workspace.events())
    sink.close()
    label = f"{where}, cut {number}, {way}"
    verdict.odd = [f"{label}: {words}" for words in verdict.odd]
    with trial.lock:
        result.verdict += verdict
        result.allowed += connections
        result.require(not verdict.lost and not verdict.phantom, f"{label}: {verdict.lost} lost, {verdict.phantom} phantom")
        result.require(verdict.duplicate <= connections, f"{label}: {verdict.duplicate} duplicates")
        # The rebuilt draft is another file than the one that was taken: where both are there, it is held as a copy.
        held = code == 65 and (workspace.path / "drafts/held/lines.md").exists() and not verdict.odd
        result.require(code == 0 or held, f"{label}: ended with {code}: {workspace.said()[-300:]}")
    if verdict.is_kept and (code == 0 or held):
        workspace.remove()


@fault("F8", "the order of log and line")
def order_of_log_and_line(trial):
    """In a trace: `attempting` is synced before the content leaves, and the outcome before the next content."""
    can_trace(trial)
    count = trial.pick(100, 2000)
    cases = [(what, connections) for what in FAILING_DISK for connections in CONNECTIONS]
    result = Result(f"{count:,} messages over {CONNECTIONS[0]}, and over {CONNECTIONS[1]} connections; "
                    f"{len(cases)} runs of 40 on a disk that fails")
    for connections in CONNECTIONS:
        workspace, sink, planned, _, calls, code = traced_run(trial, count, connections, delay=(0, 0))
        result.require(code == 0, f"the traced run ended with {code}")
        checked = in_order(result, calls)
        result.require(checked == count, f"{checked} contents seen in the trace, not {count}")
        result.verdict += account(workspace, sink, planned)
        sink.close()
    failing = trial.lanes(lambda case: on_failing_disk(trial, result, *case), cases)
    result.require(0 < sum(failing) < 40 * len(cases), f"{failing} contents left on failing disks")
    result.note = f"all in order, and all {sum(failing)} that left before the disk failed"
    return result


# What a commit is made of fails, from some commit on, for once or for good.
FAILING_DISK = ["fdatasync:error=EIO:when=6", "fdatasync:error=ENOSPC:when=8+", "fdatasync:error=EDQUOT:when=7",
                "write:error=ENOSPC:when=30+", "write:error=EROFS:when=40+2", "write:error=EIO:when=45"]


def on_failing_disk(trial, result, what, connections):
    """What failed is not on disk: nothing that rests on it may leave."""
    workspace, sink, planned, _, calls, _ = traced_run(trial, 40, connections, delay=(0, 4), inject=what)
    with trial.lock:
        checked = in_order(result, calls)
    if not workspace.finished():
        result.require(finish(workspace), f"{what}: then not finished: {workspace.said()[-200:]}")
    verdict = account(workspace, sink, planned)
    sink.close()
    with trial.lock:
        result.verdict += verdict
        result.allowed += connections
    return checked


def in_order(result, calls):
    """How many contents left, each of them checked."""
    written, synced, lines, checked = [], set(), {}, 0
    for call in calls:
        if call.result < 0:
            continue
        if call.name == "write" and "deliveries.jsonl" in trace.path_of(call.arguments):
            written += [(e["to"], e["event"]) for e in map(json.loads, trace.quoted(call.arguments)[-1].splitlines())]
        elif call.name in ("fdatasync", "fsync") and "deliveries.jsonl" in trace.path_of(call.arguments):
            synced.update(written)
            written = []
        elif call.name == "sendto" and call.result > 0:
            checked += check_sent(result, synced, lines, call)
    return checked


def check_sent(result, synced, lines, call):
    """The octets that left on one connection: whose content ended in them, and was that on disk."""
    key = trace.descriptor(call.arguments)
    text = trace.quoted(call.arguments)[0][:call.result]
    recipient, before = lines.get(key, (None, None))
    ended = 0
    for part in re.split(rb"(RCPT TO:<[^>]*>|\r\n\.\r\n)", text):
        if part.startswith(b"RCPT TO:<"):
            waiting = part[9:-1].decode()
            recipient, before = (waiting, before) if recipient is None else (recipient, before)
            lines.setdefault(("next", key), []).append(waiting)
        elif part == b"\r\n.\r\n":
            to = lines[("next", key)].pop(0)
            result.require((to, "attempting") in synced, f"{to}: content before its record")
            result.require(before is None or any((before, event) in synced for event in (
                "accepted", "rejected", "deferred", "unconfirmed")), f"{before}: no outcome before the next content")
            recipient, before = None, to
            ended += 1
    lines[key] = (recipient, before)
    return ended
