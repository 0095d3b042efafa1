#!/usr/bin/python3
"""Looks at messages as a reader's device shows them, and prints what is wrong, in JSON.

usage: look.py [--write] [--golden FOLDER] [--docs FOLDER] PAGE.html...

Each page is measured at 160 px (a phone at 200 %), 320, 600 and 1200, light and dark (measure.js), and its pictures are
compared with those in FOLDER. --write makes the pictures anew, --docs those of the documentation too.
"""

import argparse
import json
import signal
from pathlib import Path

from browser import Browser
from pictures import decoded, differences, kept, save, side_by_side

HERE = Path(__file__).resolve().parent
WIDTHS = (160, 320, 600, 1200)
PICTURED = (320, 600, 1200)
# After so long it gives up; the browser ends with it.
SECONDS = 240


def look(browser, page, options):
    script = (HERE / "measure.js").read_text(encoding="utf-8")
    found = {"problems": [], "pairs": {}, "pastes": []}
    shots = {}
    for width, dark in [(width, dark) for width in WIDTHS for dark in (False, True)]:
        where = f"{width} px {'dark' if dark else 'light'}: "
        browser.show(width, dark)
        asked = browser.load(page)
        seen = browser.evaluate(script)
        found["problems"] += [where + problem for problem in seen["problems"] + [f"asks for {url}" for url in asked]]
        found["pairs"] |= seen["pairs"]
        found["pastes"] = seen["pastes"]
        if width in PICTURED and options.golden:
            shots[width, dark] = decoded(browser.picture(width))
    for (width, dark), picture in shots.items():
        path = options.golden / f"{page.stem.split('.')[0]}-{width}-{'dark' if dark else 'light'}.png"
        if options.write:
            save(kept(picture), path)
        else:
            found["problems"] += differences(picture, path)
    if options.docs and shots:
        phones = side_by_side([shots[320, False], shots[320, True]])
        save(phones.quantize(colors=128), options.docs / f"{page.stem}.png")
        wide = side_by_side([kept(shots[width, dark]).convert("RGB") for width in (600, 1200) for dark in (False, True)])
        save(wide.quantize(colors=128), options.docs / f"{page.stem}-wide.png")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--golden", type=Path)
    parser.add_argument("--docs", type=Path)
    options = parser.parse_args()
    signal.alarm(SECONDS)
    with Browser() as browser:
        print(json.dumps({page.stem: look(browser, page, options) for page in options.pages}))


if __name__ == "__main__":
    main()
