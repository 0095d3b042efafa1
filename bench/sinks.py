"""The sink: a child process that takes everything, and what it saw."""

import json
import random
import selectors
import socket
import subprocess
from collections import Counter

from jobs import ROOT

SINK = ROOT / ".build/bench/sink"


class Sink:
    """Ends by itself after so many recipients, once the connections are closed (2 s at most)."""

    def __init__(self, recipients=None, latency=0, port=0, ledger=None, options=()):
        command = [SINK, "-p", str(port), "-l", str(latency), *options]
        command += ["-r", str(recipients)] if recipients else []
        command += ["-o", ledger] if ledger else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.port = json.loads(self.process.stdout.readline())["port"]

    def has_ended(self):
        return self.process.poll() is not None

    def totals(self, patience=10):
        """Waits for its end, and ends it where that does not come."""
        try:
            self.process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait()
        with self.process.stdout as output:
            return json.loads(output.read())


def free_port(besides=None):
    """Below those that the system deals out by itself, so that it stays free from one sink to the next; any of them,
    so that two benchmarks at a time do not send to each other's."""
    for port in random.sample(range(20025, 32000), 1000):
        if port == besides:
            continue
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port on 127.0.0.1 among 1,000 from 20025 to 31999")


def listens(port):
    """Whether somebody greets there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(100).startswith(b"220")
    except OSError:
        return False


def recipients_in(ledger):
    """How often each address was accepted."""
    with open(ledger, encoding="utf-8", errors="replace") as lines:
        return Counter(line.split("\t", 1)[0] for line in lines)


# MARK: how much it can take


def ceiling(connections, octets, messages=200_000):
    """Messages a second when a client does nothing but write ready-made octets, in blocks of 32 messages."""
    body = ("x" * 70 + "\r\n") * (octets // 72) + ".\r\n"
    one = "MAIL FROM:<a@hub.example>\r\nRCPT TO:<b@organisation.example>\r\nDATA\r\n" + body
    blocks = messages // (32 * connections)
    block = memoryview((one * 32).encode())
    sink = Sink(recipients=blocks * 32 * connections)
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            peer = socket.create_connection(("127.0.0.1", sink.port))
            peer.setblocking(False)
            selector.register(peer, selectors.EVENT_READ | selectors.EVENT_WRITE, [blocks, 0])
        _flood(selector, block)
    seen = sink.totals()
    return seen["messages"] / seen["seconds"]


def _flood(selector, block):
    while selector.get_map():
        for key, events in selector.select(timeout=10) or _nothing_moves():
            peer, left = key.fileobj, key.data
            if events & selectors.EVENT_READ and not peer.recv(1 << 16):
                selector.unregister(peer)
                peer.close()
            elif events & selectors.EVENT_WRITE:
                _write(selector, peer, left, block)


def _write(selector, peer, left, block):
    """`left`: blocks to go, and octets of the present one that have left."""
    left[1] += peer.send(block[left[1]:] if left[0] else b"QUIT\r\n")
    if left[0] == 0:
        selector.modify(peer, selectors.EVENT_READ, left)
    elif left[1] == len(block):
        left[:] = left[0] - 1, 0


def _nothing_moves():
    raise TimeoutError("the sink takes nothing any more")
