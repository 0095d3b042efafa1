"""The chart: recipients a second, a panel for each latency, in SVG by hand.

The scale is logarithmic, because the fastest and the slowest are some thousand times apart; so the marks are dots
and not bars. Colours follow the reader's light or dark screen.
"""

import math
from html import escape

from sidebyside import rate

WIDTH, LEFT, RIGHT, TOP, LINE = 900, 240, 60, 56, 30

STYLE = """\
    svg { font: 13px system-ui, sans-serif; }
    .ground { fill: #ffffff; } text { fill: #1f2328; } .quiet { fill: #59636e; font-size: 12px; }
    .title { font-weight: 600; font-size: 14px; }
    .grid { stroke: #d1d9e0; } .reach { stroke: #d1d9e0; stroke-width: 2; }
    .each { fill: #0b6bcb; } .many { fill: #ffffff; stroke: #b35900; stroke-width: 2; } .ours { font-weight: 600; }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #9198a1; } .grid, .reach { stroke: #3d444d; }
      .each { fill: #58a6ff; } .many { fill: #0d1117; stroke: #ffa657; }
    }
"""


def chart(rows, largest=10_000):
    """Each peer at the most recipients it was measured with, `largest` at most; personal and in batches."""
    rows = [row for row in rows if row.rounds]
    if not rows:
        return ""
    rows = [row for row in rows if row.job.recipients <= largest] or rows
    latencies = sorted({row.job.latency for row in rows})
    panels = [[row for row in rows if row.job.latency == latency] for latency in latencies]
    rates = [rate(row) for row in rows]
    low, high = math.floor(math.log10(min(rates))), math.ceil(math.log10(max(rates)))
    lines = sum(len(names(panel)) + 2 for panel in panels)
    height = TOP + LINE * lines + 14 * len(panels) + 8

    def x(value):
        return LEFT + (math.log10(value) - low) / max(high - low, 1) * (WIDTH - LEFT - RIGHT)

    parts = [_head(height)]
    y = TOP
    for latency, panel in zip(latencies, panels):
        parts.append(f'  <text class="title" x="16" y="{y + 18}">{_delay(latency)}</text>')
        y += LINE
        parts += _grid(low, high, x, y, y + LINE * len(names(panel)))
        for name in names(panel):
            parts += _line(name, [row for row in panel if row.peer.name == name], x, y + LINE / 2)
            y += LINE
        y += LINE + 14
    return "\n".join(parts + ["</svg>", ""])


def names(rows):
    return list(dict.fromkeys(row.peer.name for row in rows))


def _delay(latency):
    return f"Every reply {latency} ms later" if latency else "No delay"


def _head(height):
    edge = WIDTH - 16
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">
  <title>Recipients a second, by program</title>
  <style>
{STYLE}  </style>
  <rect class="ground" width="{WIDTH}" height="{height}" rx="6"/>
  <text class="title" x="16" y="28">Recipients a second</text>
  <text class="quiet" x="{edge}" y="28" text-anchor="end">logarithmic: each line of the grid is ten times the last</text>
  <circle class="each" cx="22" cy="44" r="5"/><text class="quiet" x="34" y="48">a message each</text>
  <circle class="many" cx="146" cy="44" r="5"/><text class="quiet" x="158" y="48">several recipients a message</text>
  <text class="quiet" x="{edge}" y="48" text-anchor="end">in brackets: connections</text>"""


def _grid(low, high, x, top, bottom):
    for power in range(low, high + 1):
        at = x(10 ** power)
        yield f'  <line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{bottom}"/>'
        yield f'  <text class="quiet" x="{at:.1f}" y="{bottom + 16}" text-anchor="middle">{10 ** power:,}</text>'


def _line(name, rows, x, y):
    ours = ' class="ours"' if name == "LineRelay" else ""
    label = f"{name} ({rows[0].job.connections})"
    yield f'  <text{ours} x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(label)}</text>'
    best = {}
    for row in rows:  # in the order of their sizes
        best[row.job.batch > 1] = row
    yield f'  <line class="reach" x1="{LEFT}" x2="{max(x(rate(row)) for row in rows):.1f}" y1="{y}" y2="{y}"/>'
    for many, row in best.items():
        words = f"{name}: {rate(row):,.0f} recipients a second, {row.job.recipients:,} in all"
        kind, at = "many" if many else "each", f"{x(rate(row)):.1f}"
        yield f'  <circle class="{kind}" cx="{at}" cy="{y}" r="5"><title>{escape(words)}</title></circle>'
    each = best.get(False)
    if each:
        value = rate(each)
        yield f'  <text class="quiet" x="{x(value):.1f}" y="{y - 8}" text-anchor="middle">{value:,.0f}</text>'
