"""F14, F15, F18, F35: the relay answers, and not as one would like."""

from safety import Authority, logged_in
from sink import Step
from trial import Result, account, fault, finish
from workspace import eventually, kill

GREYLIST = Step("rcpt", "451 4.7.1 greylisted, come back")
REFUSALS = ["550 5.1.1 no such person", "550 5.7.1 not wanted here", "553 5.2.1 mailbox closed"]


@fault("F14", "30 % 4xx, 5 % 5xx, 1 % dropped after the dot")
def unreliable(trial):
    count = trial.pick(600, 4000)
    sink = trial.sink(delay=(0, 2))
    workspace, planned = trial.workspace(sink, count=count)
    order = trial.random.sample(planned, count)
    later, gone = order[:count * 30 // 100], order[count * 30 // 100:count * 35 // 100]
    dropped = order[-(count // 100):]
    for address in later:
        sink.rules[address] = [GREYLIST] * trial.random.choice([1, 2])
    for n, address in enumerate(gone):
        sink.rules[address] = [Step("rcpt", REFUSALS[n % len(REFUSALS)])]
    for n, address in enumerate(dropped):
        # One half was taken before the line went dead, the other half was not.
        sink.rules[address] = [Step("dot", then="close" if n % 2 else "abort", taken=n % 4 < 2)]
    done = finish(workspace, seconds=180)
    result = Result(f"{count:,} recipients", account(workspace, sink, planned, refused=gone))
    result.require(done, f"not finished: {workspace.said()[-300:]}")
    result.allowed = sum(1 for n in range(len(dropped)) if n % 4 < 2)
    rejected = {e["to"] for e in workspace.events() if e["event"] == "rejected"}
    result.require(rejected == set(gone), f"rejected {len(rejected)}, seeded {len(gone)}")
    result.require(sink.attempts <= 1.6 * count, f"{sink.attempts} attempts for {count}")
    result.note = f"{len(gone)} of {len(gone)} refused as seeded; {sink.attempts / count:.2f} attempts a recipient"
    sink.close()
    return result


STATES = ["banner", "ehlo", "auth", "mail", "rcpt", "data", "dot", "rset"]


@fault("F15", "421 in each state")
def service_not_available(trial):
    result = Result(f"three times in each of {len(STATES)} states, 60 recipients each")
    trial.lanes(lambda state: going_down(trial, result, state), STATES, lanes=4)
    return result


def going_down(trial, result, state):
    if state == "auth":
        trial.need("openssl")
        authority = Authority(trial.folder)
        sink, workspace, planned = logged_in(trial, authority, authority.issue("good"), count=60)
    else:
        sink = trial.sink(delay=(0, 2))
        workspace, planned = trial.workspace(sink, count=60)
    sink.states[state] = [Step(state, "421 4.3.2 going down", "close") for _ in range(3)]
    if state == "rset":
        sink.rules[planned[5]] = [GREYLIST]
    done = finish(workspace, seconds=60)
    verdict = account(workspace, sink, planned)
    verdict.odd = [f"421 at {state}: {words}" for words in verdict.odd]
    with trial.lock:
        result.verdict += verdict
        result.require(done, f"421 at {state}: not finished: {workspace.said()[-300:]}")
    sink.close()


# Each row: a reply to the message, and whether the sink has then taken it.
LIES = {
    "many lines": (b"250-2.0.0 one\r\n250-2.0.0 two\r\n250 2.0.0 three\r\n", True),
    "64 KiB": (b"250 2.0.0 " + b"x" * 65536 + b"\r\n", True),
    "NULs": (b"250 2.0.0 \0\0ok\0\r\n", True),
    "UTF-8": ("250 2.0.0 über\u202e</script>\r\n".encode(), True),
    "299": (b"299 2.0.0 hm\r\n", True),
    "600": (b"600 what\r\n", False),
    "000": (b"000 what\r\n", False),
    "no digits": (b"OK\r\n", False),
    "bare LF": (b"250 2.0.0 ok\n", True),
    "mixed codes": (b"250-2.0.0 a\r\n550 5.0.0 b\r\n", False),
    "endless lines": (b"250-2.0.0 more\r\n" * 4000, False),
}
# Of these, what cannot be read as an answer, though the sink took the message.
NO_ANSWER = {"64 KiB", "mixed codes", "endless lines"}


@fault("F35", "a relay that lies")
def lies(trial):
    cases = {name: Step("dot", reply, taken=taken) for name, (reply, taken) in LIES.items()}
    cases["an extra reply"] = Step("dot", b"250 2.0.0 ok\r\n250 2.0.0 again\r\n", taken=True)
    cases["a reply before the end"] = Step("data", b"354 go\r\n250 2.0.0 taken\r\n")
    result = Result(f"{len(cases)} lies, each to 5 of 40 recipients")
    trial.lanes(lambda case: told(trial, result, *case), cases.items(), lanes=4)
    return result


def told(trial, result, name, lie):
    sink = trial.sink(delay=(0, 2))
    workspace, planned = trial.workspace(
        sink, count=40, relay={"timeout": "2s"}, retry={"firstDelay": "1s", "maxDelay": "1s"})
    for address in planned[3:38:7]:
        sink.rules[address] = [lie]
    process = workspace.start("run")
    done = eventually(lambda: workspace.finished() or process.poll() is not None, 40)
    code = process.poll()
    kill(process)
    part = account(workspace, sink, planned)
    part.odd = [f"{name}: {words}" for words in part.odd]
    log = b"".join((f / "deliveries.jsonl").read_bytes() for f in workspace.broadcasts)
    loose = [o for o in log if o < 32 and o != 10 or o == 127]
    with trial.lock:
        # What the sink took under such a reply comes twice, and that is its own doing.
        result.allowed += 5 if name in NO_ANSWER else 0
        result.verdict += part
        result.require(done and code is None, f"{name}: state {workspace.state()}, exit {code}: "
                                              f"{workspace.said(process)[-200:]}")
        result.require(not loose and b"\xe2\x80\xae" not in log, f"{name}: the log holds raw control characters")
    sink.close()
