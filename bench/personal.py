"""What a message of one's own costs: with a name and a column in it, against the same without; and rendering alone."""

import csv
import dataclasses
import re
import statistics
import sys
import time
from dataclasses import dataclass

import measuring
import processes
from pairs import spread
from peers import linerelay

TOWNS = ["Dover", "Rhosllannerchrugog", "Łódź", "Deal", "St Leonards-on-Sea", "Folkestone", "Ramsgate"]

LINES = {
    "txt": "{{#subscriber.name}}Dear {{subscriber.name}}, {{/subscriber.name}}for {{subscriber.town}}:\n\n",
    "html": "<p>{{#subscriber.name}}Dear {{subscriber.name}}, {{/subscriber.name}}for {{subscriber.town}}:</p>\n",
}
# What stands there in the messages that are the same for all, so that they are as long.
SAME = {"name": "Subscriber Nº 5000", "town": "Folkestone", "email": "subscriber-5000@organisation-50.example"}


def without_persons(template):
    template = re.sub(r"\{\{[#^/]subscriber\.\w+\}\}", "", template)
    return re.sub(r"\{\{subscriber\.(\w+)\}\}", lambda tag: SAME[tag[1]], template)


@dataclass
class Mailing(linerelay.LineRelay):
    """A list with names and towns, which stand in the message; or addresses alone, and one text for all."""

    is_personal: bool = True

    def prepare(self, job):
        return linerelay.Handing([linerelay.PROGRAM, "--config", self.workspace(job) / "config.json", "run", "--once"])

    def workspace(self, job):
        workspace = linerelay.prepare_workspace(job)
        draft = workspace / "drafts/draft.md"
        draft.write_text("Template: letter\n" + draft.read_text(encoding="utf-8"), encoding="utf-8")
        for kind, line in LINES.items():
            text = "{{<lines}}\n{{$note}}\n" + line + "{{/note}}\n{{/lines}}\n"
            (workspace / f"Templates/letter.{kind}.mustache").write_text(text, encoding="utf-8")
        if self.is_personal:
            (workspace / "lists/bench.txt").unlink()
            with open(workspace / "lists/bench.csv", "w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["email", "name", "town"])
                for number, address in enumerate(job.addresses()):
                    rows.writerow([address, f"Subscriber Nº {number}", TOWNS[number % len(TOWNS)]])
        else:
            (workspace / "lists/bench.txt").write_text("".join(f"{one}\n" for one in job.addresses()))
            for template in (workspace / "Templates").iterdir():
                template.write_text(without_persons(template.read_text(encoding="utf-8")), encoding="utf-8")
        time.sleep(0.15)  # a list that changed in the last 100 ms is waited for
        return workspace


KINDS = Mailing(is_personal=True), Mailing(is_personal=False)


def compare(job, rounds):
    """In turns: rounds of the personal mailing and of the one for all."""
    pairs = []
    for number in range(rounds):
        pairs.append(tuple(measuring.measure(kind, job, []) for kind in KINDS))
        print(f"  {number + 1} of {rounds}: {pairs[-1][0].cpu:.1f} and {pairs[-1][1].cpu:.1f} µs CPU, "
              f"{pairs[-1][0].last:.3f} and {pairs[-1][1].last:.3f} s", file=sys.stderr, flush=True)
    return pairs


def rendering(job, rounds, recipients=100_000):
    """µs of CPU by the recipient, least to most: what `preview`, which composes everybody's message and sends none, takes
    more than `check`, which reads the same list; each less what it takes for ten recipients."""
    few, many = (dataclasses.replace(job, recipients=count) for count in (10, recipients))
    taken = []
    for _ in range(rounds):
        used = {}
        for size in (few, many):
            workspace = KINDS[0].workspace(size)
            for words in (["preview", workspace / "drafts/draft.md", "--text"], ["check", workspace / "lists/bench.csv"]):
                command = [linerelay.PROGRAM, "--config", workspace / "config.json", *words]
                used[words[0], size.recipients] = processes.watch(command).cpu
        slope = {word: (used[word, recipients] - used[word, 10]) / (recipients - 10) * 1e6 for word in ("preview", "check")}
        taken.append((slope["preview"], slope["check"]))
    return taken


def report(job, rounds):
    pairs = compare(job, rounds)
    taken = rendering(job, rounds)
    rows = [("CPU, µs a message", "cpu", ".1f"), ("from the start to the last 250, s", "last", ".3f"),
            ("octets a message", "octets", ",.0f")]
    lines = ["| " + " | ".join([
        title, *(f"{statistics.median(getattr(one[side], field) for one in pairs):{form}}" for side in (0, 1)),
        f"**{spread([getattr(a, field) / getattr(b, field) for a, b in pairs], '.2f')}**"]) + " |"
        for title, field, form in rows]
    alone = [preview - check for preview, check in taken]
    return "\n".join([
        f"{job.recipients:,} messages over {job.connections} connections, no delay:", "",
        "| | name and column | the same for all | ratio of pairs (least–most) |", "|:--|--:|--:|--:|", *lines, "",
        f"Rendering: {spread(alone, '.1f')} µs of CPU a recipient; `preview` takes "
        f"{statistics.median(one for one, _ in taken):.1f}, of which reading the list is "
        f"{statistics.median(one for _, one in taken):.1f}."])
