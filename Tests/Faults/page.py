"""The results: a line on the terminal, a table in docs/faults.md."""

import os
import platform
import sys
import time
from collections import namedtuple

from workspace import ROOT

PAGE = ROOT / "docs/faults.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
Line = namedtuple("Line", "number title result outcome seconds")


def words(line):
    if line.result is None:
        return f"{line.number:4} {line.title}: {line.outcome}"
    r, v = line.result, line.result.verdict
    text = (f"{line.number:4} {line.title}: {r.runs}; planned {v.planned:,}, lost {v.lost}, "
            f"duplicate {v.duplicate} (flagged {v.flagged}, allowed {r.allowed}), phantom {v.phantom}, "
            f"alien {v.alien}: {line.outcome} [{line.seconds:.0f} s]")
    if r.note:
        text += f"\n     {r.note}"
    for problem in r.problems[:12]:
        text += f"\n     BROKEN: {problem}"
    return text


def row(line):
    r = line.result
    if r is None:
        return f"| {line.number} | {line.title} | | | | | | | {line.outcome} |"
    v = r.verdict
    note = f"{line.outcome}; {r.note}" if r.note else line.outcome
    return (f"| {line.number} | {line.title} | {r.runs} | {v.planned:,} | **{v.lost}** | {v.duplicate} of {r.allowed}, "
            f"{v.flagged} flagged | **{v.phantom}** | **{v.alien}** | {note} |")


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo") as file:
        for entry in file:
            if entry.startswith("model name"):
                model = " ".join(entry.split(":", 1)[1].split())
                break
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}"


def write(lines, seed, minutes, only):
    """A whole run's table; or, after one of some faults only, their rows in the table that is there."""
    text = PAGE.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        sys.exit(f"docs/faults.md has no '{BEGIN}' and '{END}'")
    head, rest = text.split(BEGIN, 1)
    old, rest = rest.split(END, 1)
    heading = f"{time.strftime('%Y-%m-%d')}; {machine()}; seed {seed}; {minutes:.0f} minutes."
    rows = {}
    if only:
        heading = f"{old.strip().splitlines()[0]} {', '.join(only)} again on {time.strftime('%Y-%m-%d')}, seed {seed}."
        rows = {entry.split("|")[1].strip(): entry for entry in old.splitlines() if entry.startswith("| F")}
    rows.update((line.number, row(line)) for line in lines)
    table = [
        heading, "", "| | fault | how often | planned | lost | duplicate | phantom | alien | |",
        "|---|---|---|--:|--:|---|--:|--:|---|", *(rows[number] for number in sorted(rows, key=lambda n: int(n[1:])))]
    PAGE.write_text(head + BEGIN + "\n" + "\n".join(table) + "\n" + END + rest, encoding="utf-8")
