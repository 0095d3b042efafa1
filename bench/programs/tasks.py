#!/usr/bin/python3
"""usage: tasks.py PORT CONNECTIONS BATCH MESSAGE ADDRESSES

Sends MESSAGE, with the address in the place of {to}, to each of ADDRESSES: aiosmtplib, a task a connection.
"""

import asyncio
import sys

import aiosmtplib


async def send(port, batches, text):
    client = aiosmtplib.SMTP("127.0.0.1", port, local_hostname="bench.hub.example", use_tls=False, start_tls=False)
    async with client:
        for batch in batches:
            to = batch[0] if len(batch) == 1 else "list@hub.example"
            await client.sendmail("desk@hub.example", batch, text.replace("{to}", to, 1))


async def main():
    port, connections, size = map(int, sys.argv[1:4])
    with open(sys.argv[4], encoding="ascii") as file:
        text = file.read()
    with open(sys.argv[5], encoding="ascii") as file:
        addresses = file.read().split()
    batches = [addresses[at:at + size] for at in range(0, len(addresses), size)]
    await asyncio.gather(*(send(port, batches[n::connections], text) for n in range(connections)))


if __name__ == "__main__":
    asyncio.run(main())
