"""An SMTP server on 127.0.0.1 that follows a script and writes each message into a ledger before its 250.

It runs in a thread of the harness, so that a fault can change the script while messages arrive. The ledger is
what the oracle believes: one JSON line a recipient, in one write to a file opened with O_APPEND.
"""

import asyncio
import base64
import hashlib
import json
import logging
import os
import random
import re
import socket
import threading
import time
from dataclasses import dataclass

logging.getLogger("asyncio").setLevel(logging.CRITICAL)
MESSAGE_ID = re.compile(rb"^Message-ID:\s*<?([^>\r\n]+)", re.IGNORECASE | re.MULTILINE)
NORMAL = {
    "banner": "220 sink.example ESMTP", "mail": "250 2.1.0 Ok", "rcpt": "250 2.1.5 Ok", "data": "354 go on",
    "dot": "250 2.0.0 Ok: taken", "rset": "250 2.0.0 Ok", "quit": "221 2.0.0 Bye", "auth": "235 2.7.0 Ok",
}


@dataclass
class Step:
    """What to answer in one state, in place of the normal reply.

    then: go on, `close`, `abort` (a reset), `silent` (never another word), or `slow` (a byte at a time).
    taken: the message goes into the ledger, whatever the reply says; without a reply of 2xx it does not else.
    """
    state: str
    reply: bytes | str = b""
    then: str = "go"
    taken: bool = False
    pause: float = 0.0

    def octets(self):
        return self.reply if isinstance(self.reply, bytes) else self.reply.encode() + b"\r\n"


class Sink:
    """rules: address -> Steps, one an attempt, and then the normal dialogue; state -> Steps in `states`, likewise."""

    def __init__(self, ledger, rules=None, states=None, delay=(0, 0), seed=0, tls=None, offers=("PIPELINING",),
                 start_tls=None, host="127.0.0.1", port=0):
        self.rules, self.states, self.delay = rules or {}, states or {}, delay
        self.tls, self.start_tls, self.offers, self.host, self.port = tls, start_tls, offers, host, port
        self.random = random.Random(seed)
        self.path = ledger
        self.ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.count = self.dropped = self.connections = self.attempts = self.open = self.peak = 0
        self.passwords, self.heard = [], []
        self.password = None  # the only one that is right; None: any is
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait()

    def _run(self, ready):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._listen())
        ready.set()
        self.loop.run_forever()

    async def _listen(self):
        listening = socket.create_server((self.host, self.port), backlog=256)
        self.port = listening.getsockname()[1]
        self.server = await asyncio.start_server(self._talk, sock=listening, limit=1 << 20, ssl=self.tls)

    def close(self):
        async def end():
            self.server.close()
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
            await asyncio.sleep(0)
            self.loop.stop()
        if self.loop.is_running():
            asyncio.run_coroutine_threadsafe(end(), self.loop)
            self.thread.join(5)
        os.close(self.ledger)

    async def _talk(self, reader, writer):
        # asyncio does so itself only where the socket names its protocol; else replies wait for 40 ms acknowledgements.
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections += 1
        self.open += 1
        self.peak = max(self.peak, self.open)
        try:
            await Session(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, ValueError, OSError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            writer.close()

    def next_state(self, state):
        waiting = self.states.get(state)
        return waiting.pop(0) if waiting else None

    def write_down(self, recipients, content):
        found = MESSAGE_ID.search(content)
        entry = {"id": found.group(1).decode("ascii", "replace") if found else "",
                 "sha256": hashlib.sha256(content).hexdigest(), "at": time.time()}
        os.write(self.ledger, "".join(json.dumps({"to": to, **entry}) + "\n" for to in recipients).encode())
        self.count += len(recipients)


class Session:
    def __init__(self, sink, reader, writer):
        self.sink, self.reader, self.writer = sink, reader, writer
        self.recipients, self.steps = [], []

    async def say(self, state, step=None, default=None):
        """Answers; false where the connection ends with it."""
        step = step or self.sink.next_state(state) or Step(state, default or NORMAL[state])
        if step.pause:
            await asyncio.sleep(step.pause)
        if step.then == "slow":
            for octet in step.octets():
                self.writer.write(bytes([octet]))
                await asyncio.sleep(0.02)
        elif step.reply:
            self.writer.write(step.octets())
        if step.then == "silent":
            while await self.reader.read(1 << 16):
                pass
        if step.then == "abort":
            self.writer.transport.abort()
        elif step.then in ("go", "slow"):
            await self.writer.drain()
            return True
        return False

    async def run(self):
        if not await self.say("banner"):
            return
        while line := await self.reader.readline():
            verb = line[:4].upper().strip()
            if len(self.sink.heard) < 20000:
                self.sink.heard.append(line)
            handle = getattr(self, "on_" + verb.decode("ascii", "replace").lower(), None)
            if handle is None:
                self.writer.write(b"500 5.5.2 what?\r\n")
            elif not await handle(line):
                return

    async def on_ehlo(self, line):
        self.recipients = []
        offers = [*self.sink.offers, *(["STARTTLS"] if self.sink.start_tls else [])]
        lines = ["sink.example", *offers]
        text = "\r\n".join(f"250{' ' if n == len(lines) - 1 else '-'}{word}" for n, word in enumerate(lines))
        return await self.say("ehlo", default=text)

    async def on_star(self, line):
        step = self.sink.next_state("starttls")
        go_on = step is None or step.octets().startswith(b"220") and step.then == "go"
        if not (self.sink.start_tls and go_on):
            return await self.say("starttls", step, "454 4.7.0 not now")
        self.writer.write(step.octets() if step else b"220 2.0.0 go on\r\n")
        await self.writer.start_tls(self.sink.start_tls)
        return True

    async def on_auth(self, line):
        words = line.decode().split()[1:]
        prompts = {"PLAIN": [""], "LOGIN": ["VXNlcm5hbWU6", "UGFzc3dvcmQ6"]}.get(words[0].upper(), [])
        answers = words[1:]
        for prompt in prompts[len(answers):]:
            self.writer.write(f"334 {prompt}\r\n".encode())
            answers.append((await self.reader.readline()).decode().strip())
        given = base64.b64decode(answers[-1]).split(b"\0")[-1].decode() if answers else ""
        self.sink.passwords.append(given)
        if self.sink.password not in (None, given):
            return await self.say("auth", default="535 5.7.8 not with these credentials")
        return await self.say("auth")

    async def on_mail(self, line):
        self.recipients, self.steps = [], []
        return await self.say("mail")

    async def on_rcpt(self, line):
        address = line.split(b"<", 1)[1].split(b">", 1)[0].decode("utf-8", "replace")
        self.sink.attempts += 1
        waiting = self.sink.rules.get(address)
        step = waiting.pop(0) if waiting else None
        if step is not None and step.state == "rcpt":
            if step.octets()[:1] == b"2":
                self.recipients.append(address)
            return await self.say("rcpt", step)
        if step is not None:
            self.steps.append(step)
        waiting = self.sink.states.get("rcpt")
        refused = waiting[0] if waiting else None
        if refused is None or refused.octets()[:1] == b"2":
            self.recipients.append(address)
        return await self.say("rcpt")

    async def on_data(self, line):
        step = next((s for s in self.steps if s.state == "data"), None)
        if not self.recipients:
            return await self.say("data", default="554 5.5.1 no valid recipients")
        waiting = self.sink.states.get("data")
        if (waiting and waiting[0].octets()[:1] != b"3") or (step and step.octets()[:1] != b"3"):
            return await self.say("data", step)
        if not await self.say("data", step):
            return False
        content = await self.content()
        if self.sink.delay[1]:
            await asyncio.sleep(self.sink.random.uniform(*self.sink.delay) / 1000)
        step = next((s for s in self.steps if s.state == "dot"), None) or self.sink.next_state("dot")
        if step is None or step.taken or step.octets()[:1] == b"2":
            self.sink.write_down(self.recipients, content)
        if step is not None and step.then in ("close", "abort", "silent") and not step.reply:
            self.sink.dropped += 1
        return await self.say("dot", step)

    async def content(self):
        lines = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise ConnectionError("the content broke off")
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    async def on_rset(self, line):
        self.recipients = []
        return await self.say("rset")

    async def on_noop(self, line):
        return await self.say("rset")

    async def on_quit(self, line):
        await self.say("quit")
        return False
