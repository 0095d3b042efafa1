#!/usr/bin/python3
"""An SMTP server with TLS and AUTH for tests, on 127.0.0.1 and a free port.

Prints the port in a line when it listens, then a line for each message: sender, recipient, octets, and
whether it came over TLS and who had logged in. Ends at the end of its standard input.
"""

import argparse
import asyncio
import base64
import hashlib
import hmac
import json
import re
import socket
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Report:
    """Prints what it is given."""

    async def handle_DATA(self, server, session, envelope):
        user = session.auth_data.login.decode() if session.auth_data else "-"
        over = "tls" if session.ssl is not None or server.is_tls else "clear"
        for recipient in envelope.rcpt_tos:
            print(envelope.mail_from, recipient, len(envelope.content), over, user, flush=True)
        return "250 2.0.0 Ok"


class Server(SMTP):
    """Also with the mechanisms that aiosmtpd has not: CRAM-MD5 (RFC 2195), OAUTHBEARER (RFC 7628), XOAUTH2."""

    is_tls = False
    account = ""

    def verdict(self, good, name):
        return AuthResult(success=good, handled=False, auth_data=LoginPassword(name, b""))

    async def auth_CRAM__MD5(self, _, args):
        name, password = self.account.encode().split(b":", 1)
        challenge = b"<1896.697170952@tls.example>"
        answer = await self.challenge_auth(challenge)
        proof = hmac.new(password, challenge, hashlib.md5).hexdigest().encode()
        return self.verdict(answer == name + b" " + proof, name)

    async def bearer(self, args, form):
        name, token = self.account.encode().split(b":", 1)
        answer = base64.b64decode(args[1]) if len(args) > 1 else await self.challenge_auth("")
        good = re.fullmatch(form, answer) is not None and answer.split(b"\x01")[-3] == b"auth=Bearer " + token
        if not good:
            # The reason comes as a challenge, and any answer to it is followed by the refusal.
            await self.challenge_auth('{"status":"401","schemes":"bearer"}')
        return self.verdict(good, name)

    async def auth_XOAUTH2(self, _, args):
        name = re.escape(self.account.encode().split(b":", 1)[0])
        return await self.bearer(args, b"user=" + name + rb"\x01auth=Bearer [!-~]+\x01\x01")

    async def auth_OAUTHBEARER(self, _, args):
        name = re.escape(self.account.encode().split(b":", 1)[0])
        return await self.bearer(args, b"n,a=" + name + rb",\x01(host=.*\x01)?(port=\d+\x01)?auth=Bearer [!-~]+\x01\x01")


MECHANISMS = {"PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2", "OAUTHBEARER"}


def authenticator(account):
    def authenticate(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and data.login + b":" + data.password == account.encode()
        return AuthResult(success=good, handled=False, auth_data=data)

    return authenticate


async def serve(options):
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)

    def protocol():
        server = Server(
            Report(),
            hostname="tls.example",
            tls_context=None if options.implicit else context,
            require_starttls=bool(context) and not options.implicit,
            authenticator=authenticator(options.account) if options.account else None,
            auth_required=bool(options.account),
            auth_require_tls=bool(context) and not options.implicit,
            auth_exclude_mechanism=MECHANISMS - set(options.offer or ["PLAIN", "LOGIN"]),
        )
        server.account = options.account or ""
        server.is_tls = options.implicit
        return server

    listener = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        protocol, sock=listener, ssl=context if options.implicit else None
    )
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


parser = argparse.ArgumentParser()
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--implicit", action="store_true", help="TLS from the first byte")
parser.add_argument("--account", help="NAME:PASSWORD or NAME:TOKEN, without which no mail is taken")
parser.add_argument("--offer", action="append", choices=MECHANISMS, help="an AUTH mechanism; else PLAIN and LOGIN")
asyncio.run(serve(parser.parse_args()))
