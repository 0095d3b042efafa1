"""LineRelay: `run --once`, a draft in the folder, every outcome logged on disk."""

import json
import shutil
import subprocess
import time
from dataclasses import dataclass

from jobs import ROOT

from . import Handing, Peer

PROGRAM = ROOT / ".build/release/linerelay"


@dataclass
class LineRelay(Peer):
    name: str = "LineRelay"

    def refusal(self, job):
        if not PROGRAM.exists():
            return "not built: run `make build`"
        workspace = prepare_workspace(job)
        checked = subprocess.run([PROGRAM, "--config", workspace / "config.json", "check"],
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        if checked.returncode == 0:
            return None
        return f"check ended with {checked.returncode}: {(checked.stdout + checked.stderr).strip()[-500:]}"

    def prepare(self, job):
        workspace = prepare_workspace(job)
        return Handing([PROGRAM, "--config", workspace / "config.json", "run", "--once"])


def prepare_workspace(job):
    workspace = job.folder / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    for folder in ("drafts", "lists", "Templates"):
        (workspace / folder).mkdir(parents=True)
    for template in (ROOT / "Templates").iterdir():
        text = template.read_text(encoding="utf-8")
        if job.batch > 1:  # one message for many has no personal parts
            text = "".join(line for line in text.splitlines(keepends=True) if "subscriber." not in line)
        (workspace / "Templates" / template.name).write_text(text, encoding="utf-8")
    relay = {"name": "sink", "url": f"smtp://127.0.0.1:{job.port}", "helo": "bench.hub.example",
             "maxConnections": job.connections}
    if job.batch > 1:
        relay["recipientsPerMessage"] = job.batch
    (workspace / "config.json").write_text(json.dumps({
        "organisation": "Example Hub", "from": "Press desk <press@hub.example>",
        "owner": "desk@hub.example", "settleTime": "0s", "relays": [relay]}))
    with open(workspace / "lists/bench.txt", "w", encoding="utf-8") as file:
        for number, address in enumerate(job.addresses()):
            file.write(f"Subscriber Nº {number} <{address}>\n")
    draft = workspace / "drafts/draft.md"
    shutil.copy(ROOT / "bench/draft.md", draft)
    time.sleep(0.15)  # a list that changed in the last 100 ms may still be being saved, and is waited for
    return workspace
