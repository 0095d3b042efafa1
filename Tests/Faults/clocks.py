"""F13: clocks that are wrong, and clocks that are set while the daemon waits."""

import time

from replies import GREYLIST
from trial import Result, account, fault
from workspace import eventually, kill

# A kernel's clock that is set leaves the monotonic clock, and the times of files, alone.
ALONE = {"DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "FAKETIME_NO_CACHE": "1"}
# The clock is then read from the file that FAKETIME_TIMESTAMP_FILE names.
BY_FILE = ["faketime", "-f", "+0", "sh", "-c", 'unset FAKETIME; exec "$@"', "sh"]


@fault("F13", "clocks that jump")
def clocks(trial):
    trial.need("faketime")
    wrong = trial.pick(["+400d"], ["+400d", "-3h", "-10y", "x10"])
    steps = trial.pick([["+0", "+400d"]], [["+0", "+400d"], ["+0", "-3h"], ["+0", "+1h", "-1h", "+30d", "+0"]])
    result = Result(f"{len(wrong)} wrong clocks, {len(steps)} that were set, 60 recipients, 20 of them greylisted")
    for offset in wrong:
        whole_run(trial, result, f"faketime {offset}", ["faketime", "-f", offset], {}, None)
    for offsets in steps:
        file = trial.path("clock")
        file.write_text("+0\n")
        environment = {"FAKETIME_TIMESTAMP_FILE": str(file)}
        whole_run(trial, result, f"set to {', '.join(offsets)}", BY_FILE, environment, (file, offsets))
    return result


def whole_run(trial, result, name, wrapper, environment, steps):
    sink = trial.sink(delay=(0, 30))
    workspace, planned = trial.workspace(sink, retry={"firstDelay": "2s", "maxDelay": "2s"}, count=60)
    for address in planned[::3]:
        sink.rules[address] = [GREYLIST]
    process = workspace.start("run", wrapper=wrapper, environment={**ALONE, **environment})
    if steps:
        eventually(lambda: sink.count >= 10, 20)
        for offset in steps[1]:
            steps[0].write_text(offset + "\n")
            time.sleep(0.4)
    done = eventually(workspace.finished, 40)
    kill(process)
    verdict = account(workspace, sink, planned)
    verdict.odd = [f"{name}: {words}" for words in verdict.odd]
    result.verdict += verdict
    result.require(done, f"{name}: not finished: {workspace.said(process)[-300:]}")
    result.require(sink.attempts == 80, f"{name}: {sink.attempts} attempts, not 80")
    sink.close()
