"""F26, inside a network that has only loopback: the first relay cannot be found, the second can.

usage: unshare -n alone.py FOLDER        Prints a JSON array of verdicts.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from sink import Sink
from oracle import entries_of, judge
from workspace import Workspace, eventually, kill, people

NOWHERE = ["smtp://relay.does-not-exist.example:25", "smtp://192.0.2.1:25", "smtp://localhost.nowhere.example:2525"]


def main():
    folder = Path(sys.argv[1])
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    found = []
    for number, url in enumerate(NOWHERE):
        sink = Sink(folder / f"ledger{number}")
        workspace = Workspace(folder / f"w{number}", url, sink, relay={"tls": "off", "timeout": "5s"})
        planned = people(30)
        workspace.write_list(planned)
        workspace.drop()
        process = workspace.start("run")
        done = eventually(workspace.finished, 60)
        ended = process.poll()
        kill(process)
        verdict = asdict(judge(planned, entries_of(sink), workspace.events()))
        verdict["broken"] = [] if done and ended is None else [f"{url}: {ended}: {workspace.said(process)[-300:]}"]
        found.append(verdict)
        sink.close()
    print(json.dumps(found))


main()
