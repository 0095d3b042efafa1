#!/usr/bin/python3
"""An SMTP server for tests: stores each message in a Maildir and writes it into a ledger before the 250.

The ledger is what a test believes: one line `to<TAB>message-id<TAB>sha256<TAB>time` a recipient, in one
write and fsynced. Prints {"port": N} when it listens (127.0.0.1 only); ends at the end of its standard
input or at SIGTERM. It offers no PIPELINING: this is the plain dialogue.

A recipient's local part can ask for trouble:
  refuse550-…   550 5.1.1 always
  refuse450-…   450 4.2.1 always
  greylist-…    451 4.7.1 the first time, accepted from then on
"""

import argparse
import asyncio
import email
import hashlib
import json
import os
import signal
import socket
import sys
import time
from email import policy
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Ledger:
    def __init__(self, path):
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if path else None

    def append(self, lines):
        if self.descriptor is not None:
            os.write(self.descriptor, "".join(lines).encode())
            os.fsync(self.descriptor)


class Maildir:
    """Files appear in `new` by a rename, whole."""

    def __init__(self, path):
        self.path = Path(path) if path else None
        self.count = 0
        for name in ("tmp", "new", "cur") if path else ():
            (self.path / name).mkdir(parents=True, exist_ok=True)

    def store(self, content):
        if self.path is None:
            return
        self.count += 1
        name = f"{time.time():.6f}.P{os.getpid()}Q{self.count}.loopback"
        (self.path / "tmp" / name).write_bytes(content)
        (self.path / "tmp" / name).rename(self.path / "new" / name)


class Dialogue:
    """What aiosmtpd asks at RCPT and at the end of a message."""

    def __init__(self, ledger, maildir, delay):
        self.ledger, self.maildir, self.delay, self.seen = ledger, maildir, delay, set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.partition("@")[0]
        if local.startswith("refuse550-"):
            return "550 5.1.1 no such person here"
        if local.startswith("refuse450-"):
            return "450 4.2.1 this mailbox is resting"
        if local.startswith("greylist-") and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 greylisted, please come back"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        if self.delay:
            await asyncio.sleep(self.delay)
        content = envelope.original_content
        identity = email.message_from_bytes(content, policy=policy.compat32)["Message-ID"] or ""
        digest = hashlib.sha256(content).hexdigest()
        self.maildir.store(content)
        self.ledger.append(
            f"{to}\t{identity.strip()}\t{digest}\t{time.time():.6f}\n" for to in envelope.rcpt_tos)
        return "250 2.0.0 Ok: stored"


async def serve(options):
    dialogue = Dialogue(Ledger(options.ledger), Maildir(options.maildir), options.delay / 1000)
    loop = asyncio.get_running_loop()
    listening = socket.create_server(("127.0.0.1", options.port), backlog=256)
    server = await loop.create_server(
        lambda: SMTP(dialogue, enable_SMTPUTF8=options.smtputf8, hostname="ledger.example", loop=loop),
        sock=listening)
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_reader(sys.stdin.fileno(), lambda: None if os.read(sys.stdin.fileno(), 4096) else ended.set())
    print(json.dumps({"port": listening.getsockname()[1]}), flush=True)
    await ended.wait()
    server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger")
    parser.add_argument("--maildir")
    parser.add_argument("--delay", type=float, default=0, help="milliseconds before each 250 after a message")
    parser.add_argument("--smtputf8", action="store_true")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
