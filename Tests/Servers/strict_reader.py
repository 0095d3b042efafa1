#!/usr/bin/python3
"""Reads delivered messages as strictly as Python can and prints what is wrong with them, in JSON.

usage: strict_reader.py [--addresses FILE] FOLDER-OR-MAILDIR

FILE holds one address a line: a message may name only the one it is addressed to (its To), nobody else's.
Messages are read as they are on disk; a store that writes LF line ends (Postfix's virtual delivery) is told
with --lf.
"""

import argparse
import email
import hashlib
import json
import re
from email import policy
from email.utils import getaddresses
from pathlib import Path

STRICT = policy.strict.clone(utf8=False, raise_on_defect=False)
ADDRESS = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+[A-Za-z0-9]")


def files(folder):
    folders = [folder / name for name in ("new", "cur") if (folder / name).is_dir()] or [folder]
    return sorted(path for each in folders for path in each.iterdir() if path.is_file())


def wire_problems(content):
    """What no relay should ever see: bare CR or LF, lines too long, raw octets in the header."""
    if re.search(rb"\r(?!\n)|(?<!\r)\n", content):
        yield "bare CR or LF"
    if max((len(line) for line in content.split(b"\r\n")), default=0) > 998:
        yield "a line over 998 octets"
    if b"\0" in content:
        yield "a NUL"
    head = content.partition(b"\r\n\r\n")[0]
    if any(octet >= 0x80 for octet in head):
        yield "raw non-ASCII in the header"
    if re.search(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]", content):
        yield "a raw control character"
    if any(not re.match(rb"[!-9;-~]+:|[ \t]+[^ \t]", line) for line in head.split(b"\r\n")):
        yield "a header line that is no field"
    if any(len(word) > 75 for word in re.findall(rb"=\?[^? ]+\?[bqBQ]\?[^? ]*\?=", head)):
        yield "an encoded-word over 75 octets"


def part_problems(message):
    for part in message.walk():
        kind = part.get_content_type()
        for defect in part.defects:
            yield f"{kind}: {type(defect).__name__}: {defect}"
        for name, value in part.items():
            for defect in getattr(value, "defects", ()):
                yield f"{kind}: header {name}: {type(defect).__name__}: {defect}"
        if part.is_multipart():
            continue
        try:
            part.get_content()
        except (LookupError, ValueError) as problem:
            yield f"{kind}: content: {problem}"
        if part.get_content_maintype() == "text" and part.get_content_charset() is None:
            yield f"{kind}: no charset"
        if part.get_content_disposition() not in (None, "attachment"):
            yield f"{kind}: disposition {part.get_content_disposition()}"


def required_headers(message):
    once = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "List-Id", "List-Unsubscribe",
            "List-Post", "List-Owner", "List-Help", "Reply-To", "Precedence", "X-Auto-Response-Suppress")
    for name in once:
        count = len(message.get_all(name, []))
        if count != 1:
            yield f"{count} {name} headers"
    body = message
    if message.get_content_type() == "multipart/mixed":
        body, *files = message.iter_parts()
        if any(part.get_filename() is None for part in files) or not files:
            yield "an attachment without a name, or none at all"
    if body.get_content_type() != "multipart/alternative":
        yield f"it is {body.get_content_type()}"


def attachments(message):
    """Each attached file: name, type, digest of its octets."""
    for part in message.walk():
        if part.get_content_disposition() == "attachment":
            octets = part.get_payload(decode=True)
            yield {"name": part.get_filename() or "", "type": part.get_content_type(),
                   "sha256": hashlib.sha256(octets).hexdigest()}


def addresses_in(message, content):
    """Every address written anywhere: raw, and in the decoded text of each part."""
    texts = [content] + [part.get_payload(decode=True) or b"" for part in message.walk() if not part.is_multipart()]
    return {found.decode().lower() for text in texts for found in ADDRESS.findall(text)}


def read(path, known, lf):
    content = path.read_bytes()
    if lf:
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    message = email.message_from_bytes(content, policy=STRICT)
    problems = [*wire_problems(content), *part_problems(message), *required_headers(message)]
    to = [address.lower() for _, address in getaddresses([str(message.get("To", ""))])]
    if len(to) != 1:
        problems.append(f"addressed to {len(to)}")
    strangers = sorted((addresses_in(message, content) & known) - set(to))
    problems += [f"names {stranger}" for stranger in strangers]
    return to, problems, list(attachments(message))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--addresses", type=Path)
    parser.add_argument("--lf", action="store_true")
    options = parser.parse_args()
    known = set(options.addresses.read_text(encoding="utf-8").lower().split()) if options.addresses else set()
    recipients, problems, attached = [], {}, []
    for path in files(options.folder):
        to, found, files_of_it = read(path, known, options.lf)
        recipients += to
        attached.append(files_of_it)
        if found:
            problems[path.name] = found
    print(json.dumps({"messages": len(recipients), "recipients": sorted(recipients), "problems": problems,
                      "attachments": attached}))


if __name__ == "__main__":
    main()
