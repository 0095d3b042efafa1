#!/usr/bin/python3
"""usage: threads.py PORT CONNECTIONS BATCH MESSAGE ADDRESSES

Sends MESSAGE, with the address in the place of {to}, to each of ADDRESSES: smtplib, a thread a connection.
"""

import smtplib
import sys
import threading


def send(port, batches, text):
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench.hub.example") as client:
        for batch in batches:
            to = batch[0] if len(batch) == 1 else "list@hub.example"
            client.sendmail("desk@hub.example", batch, text.replace("{to}", to, 1))


def main():
    port, connections, size = map(int, sys.argv[1:4])
    with open(sys.argv[4], encoding="ascii") as file:
        text = file.read()
    with open(sys.argv[5], encoding="ascii") as file:
        addresses = file.read().split()
    batches = [addresses[at:at + size] for at in range(0, len(addresses), size)]
    threads = [threading.Thread(target=send, args=(port, batches[n::connections], text)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
