"""F1, F11, F12: the process is killed, stopped, told to end."""

import asyncio
import random
import signal
import subprocess
import time

from trial import Result, account, fault, finish
from workspace import eventually, kill


@fault("F1", "kill -9 at random moments")
def killed(trial):
    """Each broadcast is killed 5 to 400 ms after each start, again and again, until it has had its share."""
    total = trial.pick(60, 1000)
    each, recipients = trial.pick((20, 800), (50, 2000))
    seeds = [trial.random.random() for _ in range(-(-total // each))]
    parts = trial.lanes(lambda seed: kill_often(trial, seed, each, recipients), seeds, lanes=2)
    result = Result(f"{sum(p[0] for p in parts):,} kills, {len(parts)} broadcasts of {recipients:,}")
    for kills, verdict, restart, problems in parts:
        result.verdict += verdict
        result.allowed += kills * 4
        result.broken += problems
    result.note = (f"{result.verdict.duplicate / max(1, sum(p[0] for p in parts)):.2f} duplicates a kill; "
                   f"restart to first message {max(p[2] for p in parts):.2f} s at most")
    return result


def kill_often(trial, seed, each, recipients):
    chance = random.Random(seed)
    # Slow enough that the kills fall into the sending: so many messages a kill, over four connections.
    pace = 2 * 4 * 220 * each / recipients
    sink = trial.sink(delay=(0, pace))
    workspace, planned = trial.workspace(sink, count=recipients)
    kills, restart = 0, 0.0
    while kills < each and not workspace.finished():
        process = workspace.start("run")
        time.sleep(chance.uniform(5, 400) / 1000)
        ended = process.poll()
        kill(process)
        if ended is not None:
            return kills, account(workspace, sink, planned, finished=False), restart, [
                f"ended by itself with {ended}: {workspace.said(process)[-300:]}"]
        kills += 1
    sink.delay = (0, 0)
    before, started = sink.count, time.time()
    left = recipients - before
    process = workspace.start("run")
    if left > 0 and eventually(lambda: sink.count > before or workspace.finished(), 10, 0.005):
        restart = time.time() - started
    done = eventually(workspace.finished, 60)
    kill(process)
    problems = [] if done else [f"not finished: {workspace.said(process)[-300:]}"]
    problems += [f"restart to first message took {restart:.1f} s"] if restart > 2 else []
    verdict = account(workspace, sink, planned)
    sink.close()
    if verdict.is_kept and not problems:
        workspace.remove()
    return kills, verdict, restart, problems


@fault("F12", "SIGTERM, SIGINT, SIGHUP at random moments")
def told_to_end(trial):
    total = trial.pick(30, 200)
    each, recipients = trial.pick((5, 300), (10, 600))
    seeds = [trial.random.random() for _ in range(total // each)]
    parts = trial.lanes(lambda seed: end_often(trial, seed, each, recipients), seeds, lanes=3)
    result = Result(f"{sum(p[0] for p in parts)} ends, {len(parts)} broadcasts of {recipients:,}")
    for _, verdict, problems, _ in parts:
        result.verdict += verdict
        result.broken += problems
    result.note = f"ended within {max(p[3] for p in parts):.2f} s"
    return result


def end_often(trial, seed, each, recipients):
    chance = random.Random(seed)
    sink = trial.sink(delay=(0, 2 * 4 * 300 * each / recipients))
    workspace, planned = trial.workspace(sink, count=recipients)
    ends, longest, problems = 0, 0.0, []
    while ends < each and not workspace.finished():
        process = workspace.start("run")
        wait = chance.uniform(5, 600) / 1000
        time.sleep(wait)
        process.send_signal(signal.SIGHUP)
        time.sleep(chance.uniform(0, 30) / 1000)
        told = time.time()
        process.send_signal(chance.choice([signal.SIGTERM, signal.SIGINT]))
        try:
            code = process.wait(15)
        except subprocess.TimeoutExpired:
            code = "no end"
        kill(process)
        longest = max(longest, time.time() - told)
        # In its first moments it does not listen for signals yet, and has nothing to finish.
        if code != 0 and not (code in (-1, -2, -15) and wait < 0.06):
            problems.append(f"ended with {code}: {workspace.said(process)[-300:]}")
        ends += 1
    sink.delay = (0, 0)
    if not finish(workspace):
        problems.append(f"not finished: {workspace.said()[-300:]}")
    verdict = account(workspace, sink, planned)
    sink.close()
    problems += [f"took {longest:.1f} s to end"] if longest > 5 else []
    return ends, verdict, problems, longest


@fault("F11", "SIGSTOP and SIGCONT in mid-message")
def stopped(trial):
    """Stopped for longer than the sink waits: its connections are gone when the program goes on."""
    result = Result()
    pauses = trial.pick([1.0], [30.0, 8.0, 1.0, 0.2])
    for pause in pauses:
        sink = trial.sink(delay=(0, 20))
        workspace, planned = trial.workspace(sink, count=400)
        process = workspace.start("run")
        eventually(lambda: sink.count > 50, 20)
        process.send_signal(signal.SIGSTOP)
        time.sleep(pause)
        if pause > 5:
            drop_connections(sink)
        process.send_signal(signal.SIGCONT)
        result.require(eventually(workspace.finished, 60), f"{pause} s: not finished")
        kill(process)
        result.verdict += account(workspace, sink, planned)
        result.allowed += 4 if pause > 5 else 0
        sink.close()
    result.runs = f"{len(pauses)} stops of up to {max(pauses):g} s"
    return result


def drop_connections(sink):
    async def drop():
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
    asyncio.run_coroutine_threadsafe(drop(), sink.loop).result(5)
