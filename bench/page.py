"""The part of docs/performance.md that is measured."""

import os
import platform
import sys
import time
from pathlib import Path

from jobs import ROOT

PAGE = ROOT / "docs/performance.md"
CHART = "performance.svg"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def machine():
    model = "unknown processor"
    for entry in Path("/proc/cpuinfo").read_text().splitlines():
        if entry.startswith("model name"):
            model = " ".join(entry.split(":", 1)[1].split())
            break
    return f"{time.strftime('%Y-%m-%d')}; {model}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}"


def write(text):
    page = PAGE.read_text(encoding="utf-8")
    if BEGIN not in page or END not in page:
        sys.exit(f"docs/performance.md has no '{BEGIN}' and '{END}'")
    head, rest = page.split(BEGIN, 1)
    PAGE.write_text(head + BEGIN + "\n" + text + "\n" + END + rest.split(END, 1)[1], encoding="utf-8")
