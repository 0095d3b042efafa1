"""The parts of docs/performance.md that are measured."""

import os
import platform
import sys
import time
from pathlib import Path

from jobs import ROOT

PAGE = ROOT / "docs/performance.md"
CHART = "performance.svg"


def machine():
    model = "unknown processor"
    for entry in Path("/proc/cpuinfo").read_text().splitlines():
        if entry.startswith("model name"):
            model = " ".join(entry.split(":", 1)[1].split())
            break
    return f"{time.strftime('%Y-%m-%d')}; {model}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}"


def write(part, text):
    """Between the marks of that part."""
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    page = PAGE.read_text(encoding="utf-8")
    if begin not in page or end not in page:
        sys.exit(f"docs/performance.md has no '{begin}' and '{end}'")
    head, rest = page.split(begin, 1)
    PAGE.write_text(head + begin + "\n" + text + "\n" + end + rest.split(end, 1)[1], encoding="utf-8")
