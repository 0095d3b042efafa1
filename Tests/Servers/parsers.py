#!/usr/bin/python3
"""Reads every message of a Maildir with a parser that others wrote, and prints what it found, in JSON.

usage: parsers.py python|gmime|mutt MAILDIR

For each message, by its Message-ID: sender and recipient (name and address), subject, and the text part.

  python   the standard library's `email`, with its strict policy
  gmime    GMime 3, through GObject introspection
  mutt     as it decodes all of them at once into a pipe
"""

import email
import json
import os
import re
import subprocess
import sys
import tempfile
from email import policy
from email.header import decode_header
from email.utils import parseaddr
from pathlib import Path


def lines(text):
    return text.replace("\r\n", "\n")


# MARK: Python


def with_python(content):
    # A header has raw octets only where the recipient's own address has them (RFC 6532).
    message = email.message_from_string(content.decode("utf-8"), policy=policy.strict)
    return message["Message-ID"].strip("<>"), {
        "from": python_party(message, "From"),
        "to": python_party(message, "To"),
        "subject": str(message["Subject"]),
        "text": lines(message.get_body(("plain",)).get_content()),
    }


def python_party(message, field):
    """Up to 3.13 the strict policy leaves spaces between the encoded-words of a name, and makes one of several: the
    name itself is taken from the functions that came before it, and the two may differ in spaces alone."""
    (strict,) = message[field].addresses
    raw = next(value for name, value in message.raw_items() if name == field)
    phrase, address = parseaddr(re.sub(r"\r?\n(?=[ \t])", "", str(raw)))
    name = "".join(part.decode(charset or "ascii") if isinstance(part, bytes) else part
                   for part, charset in decode_header(phrase))
    if strict.display_name.replace(" ", "") != name.replace(" ", "") or strict.addr_spec != address:
        sys.exit(f"Python reads {field} in two ways: {strict!r} and {name!r} {address!r}")
    return {"name": name, "address": address}


# MARK: GMime


def gmime():
    import gi
    gi.require_version("GMime", "3.0")
    from gi.repository import GMime
    GMime.init()
    return lambda content: with_gmime(GMime, content)


def with_gmime(library, content):
    stream = library.StreamMem.new_with_buffer(content)
    message = library.Parser.new_with_stream(stream).construct_message(None)
    return message.get_message_id(), {
        "from": gmime_party(message, library.AddressType.FROM),
        "to": gmime_party(message, library.AddressType.TO),
        "subject": message.get_subject(),
        "text": lines(gmime_text(library, message)),
    }


def gmime_party(message, kind):
    parties = message.get_addresses(kind)
    if parties.length() != 1:
        sys.exit(f"GMime finds {parties.length()} mailboxes in {kind.value_nick}")
    # The domain as it is written, and not as people read it.
    return {"name": parties.get_address(0).get_name() or "", "address": parties.get_address(0).get_idn_addr()}


def gmime_text(library, message):
    part = library.PartIter.new(message)
    while True:
        current = part.get_current()
        if isinstance(current, library.TextPart) and current.get_content_type().is_type("text", "plain"):
            return current.get_text()
        if not part.next():
            sys.exit("GMime finds no text part")


# MARK: mutt

MARK = "=====8<====="
MUTTRC = f"""
set folder="." record="" hostname="tests.hub.example" charset="utf-8" assumed_charset="utf-8" idn_decode=no
set pipe_decode=yes pipe_split=no pipe_sep="\\n{MARK}\\n" wait_key=no
ignore *
unignore message-id: from: to: subject:
alternative_order text/plain
push "<tag-pattern>~A<enter><tag-prefix><pipe-message>cat > shown<enter><exit>"
"""


def with_mutt(maildir):
    """It wants a terminal: script(1) lends it one."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "muttrc").write_text(MUTTRC)
        subprocess.run(
            ["script", "-qec", f"stty rows 40 cols 120; mutt -n -F muttrc -R -f '{maildir.resolve()}'", "/dev/null"],
            cwd=folder, env=os.environ | {"TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": folder},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=60, check=True)
        shown = lines(Path(folder, "shown").read_bytes().decode())
    return map(mutt_message, shown.removesuffix(f"\n{MARK}\n").split(f"\n{MARK}\n"))


def mutt_message(text):
    """The fields, folded where they are long; an empty line; the text."""
    head, _, body = text.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in re.sub(r"\n(?=[ \t])", "", head).split("\n"))
    return fields["Message-ID"].strip("<>"), {
        "from": mutt_party(fields["From"]), "to": mutt_party(fields["To"]), "subject": fields["Subject"], "text": body}


def mutt_party(field):
    """`Name <address>`, `"Name" <address>` or the address."""
    name, bracket, address = field.removesuffix(">").rpartition("<")
    name = name.removesuffix(" ") if bracket else ""
    if name.startswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1], flags=re.DOTALL)
    return {"name": name, "address": address}


def main():
    parser, maildir = sys.argv[1], Path(sys.argv[2])
    if parser == "mutt":
        messages = with_mutt(maildir)
    else:
        read = {"python": lambda: with_python, "gmime": gmime}[parser]()
        messages = (read(path.read_bytes()) for path in sorted((maildir / "new").iterdir()))
    print(json.dumps(dict(messages)))


if __name__ == "__main__":
    main()
