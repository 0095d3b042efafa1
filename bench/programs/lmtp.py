"""usage: lmtp.py PORT SENDER RECIPIENT MESSAGE

Hands a message to a mailing list by LMTP (RFC 2033), as a mail server would.
"""

import smtplib
import sys

port, sender, recipient, message = sys.argv[1:]
with open(message, encoding="ascii") as file, smtplib.LMTP("127.0.0.1", int(port)) as client:
    client.sendmail(sender, [recipient], file.read())
