"""F19, F20: TLS that must not be trusted, log-ins that are refused; nothing in clear, no password anywhere."""

import signal
import ssl
import subprocess
import time

from kills import drop_connections
from sink import Step
from trial import Result, account, fault, finish
from workspace import eventually, kill

PASSWORD = "correct-horse-battery-7731"


class Authority:
    """Certificates by openssl, in the trial's folder."""

    def __init__(self, folder):
        self.folder = folder
        self.call("req", *self.request("ca"), "-x509", "-days", "2", "-out", "ca.pem", "-subj", "/CN=Test authority")

    def call(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    @staticmethod
    def request(name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key"]

    def issue(self, name, host="localhost", days=2, own=False):
        names = f"subjectAltName=DNS:{host}"
        if own:
            self.call("req", *self.request(name), "-x509", "-days", "2", "-out", f"{name}.pem", "-subj", f"/CN={name}",
                      "-addext", names)
        else:
            (self.folder / f"{name}.ext").write_text(names + "\n")
            self.call("req", *self.request(name), "-out", f"{name}.csr", "-subj", f"/CN={name}")
            self.call("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                      "-days", str(days), "-extfile", f"{name}.ext", "-out", f"{name}.pem")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context


def contexts(authority):
    """name -> (context, steps at STARTTLS, words of which one must be in the message)."""
    good = authority.issue("good")
    old = authority.issue("old")
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1
    return {
        "expired": (authority.issue("expired", days=-1), [], ["expire"]),
        "another name": (authority.issue("other", host="elsewhere.example"), [], ["name", "match"]),
        "self-signed": (authority.issue("own", own=True), [], ["self", "certificate"]),
        "TLS 1.0 only": (old, [], ["tls", "ssl", "protocol", "version"]),
        "STARTTLS not offered": (None, [], ["starttls"]),
        "STARTTLS refused": (good, [Step("starttls", "454 4.7.0 not now")] * 50, ["454", "starttls"]),
        "a reply before TLS": (good, [Step("starttls", "220 go on\r\n250 2.0.0 injected")] * 50, ["oddly"]),
        "handshake stalls": (good, [Step("starttls", "220 go on", "silent")] * 50, ["tls", "no answer", "time", "2 s"]),
    }


@fault("F19", "TLS that is not to be trusted")
def untrusted(trial):
    trial.need("openssl")
    authority = Authority(trial.folder)
    cases = contexts(authority)
    result = Result(f"{len(cases)} relays that must not be used, and one that may")
    trial.lanes(lambda case: refused(trial, result, authority, *case), cases.items(), lanes=4)
    sink, workspace, planned = logged_in(trial, authority, authority.issue("fine"))
    result.require(finish(workspace, seconds=20), f"the good one: {workspace.said()[-300:]}")
    result.require(PASSWORD in sink.passwords, "the good one: no log-in")
    result.verdict += account(workspace, sink, planned)
    sink.close()
    return result


def logged_in(trial, authority, context, steps=(), count=10):
    sink = trial.sink(start_tls=context, states={"starttls": list(steps)}, offers=("PIPELINING", "AUTH PLAIN LOGIN"))
    workspace, planned = trial.workspace(sink, count=count, relay={
        "tls": "required", "caFile": str(authority.folder / "ca.pem"), "username": "hub", "timeout": "2s",
        "passwordFile": "password"})
    workspace.relays[0]["url"] = f"smtp://localhost:{sink.port}"
    workspace.configure()
    write_password(workspace, PASSWORD)
    return sink, workspace, planned


def write_password(workspace, password):
    path = workspace.path / "password"
    path.write_text(password + "\n")
    path.chmod(0o600)


def refused(trial, result, authority, name, case):
    context, steps, words = case
    sink, workspace, planned = logged_in(trial, authority, context, steps)
    process = workspace.start("run")
    eventually(lambda: any(word in workspace.said(process).lower() for word in words), 6)
    time.sleep(1)
    said = workspace.said(process)
    verdict = account(workspace, sink, planned, finished=False)
    heard = b"".join(sink.heard)
    with trial.lock:
        result.verdict += verdict
        result.require(process.poll() is None, f"{name}: ended with {process.poll()}")
        result.require(sink.count == 0, f"{name}: {sink.count} messages")
        result.require(b"AUTH" not in heard and b"MAIL" not in heard, f"{name}: AUTH or MAIL went out")
        result.require(any(word in said.lower() for word in words), f"{name}: the cause is not named: {said[-300:]}")
    leaks(result, workspace, process, name)
    kill(process)
    sink.close()


def leaks(result, workspace, process, name):
    """The password in whatever the program wrote, or shows of itself."""
    places = [p for p in workspace.path.rglob("*") if p.is_file() and p.name != "password"]
    if process.poll() is None:
        places += [f"/proc/{process.pid}/cmdline", f"/proc/{process.pid}/environ"]
    for place in places:
        with open(place, "rb") as file:
            result.require(PASSWORD.encode() not in file.read(), f"{name}: the password is in {place}")


@fault("F20", "log-ins that are refused")
def refused_log_ins(trial):
    trial.need("openssl")
    authority = Authority(trial.folder)
    result = Result("refused for good, refused for now, a password that changed")
    for name, reply in (("535", "535 5.7.8 not with these"), ("454", "454 4.7.0 temporary trouble")):
        sink, workspace, planned = logged_in(trial, authority, authority.issue(f"a{name}"))
        sink.states["auth"] = [Step("auth", reply)] * 1000
        process = workspace.start("run")
        time.sleep(trial.pick(4, 20))
        tries = len(sink.passwords)
        result.require(1 <= tries <= 2 or name == "454" and tries <= 8, f"{name}: {tries} tries")
        result.note += f"{name}: {tries} tries in {trial.pick(4, 20)} s; "
        result.require(workspace.run("status", seconds=5) == 0, f"{name}: status fails")
        leaks(result, workspace, process, name)
        sink.states.clear()
        process.send_signal(signal.SIGHUP)
        result.require(eventually(workspace.finished, 30), f"{name}: not taken up: {workspace.said(process)[-300:]}")
        result.verdict += account(workspace, sink, planned)
        kill(process)
        sink.close()
    changed_password(trial, authority, result)
    return result


def changed_password(trial, authority, result):
    sink, workspace, planned = logged_in(trial, authority, authority.issue("rotated"))
    sink.password, sink.delay = PASSWORD, (200, 400)
    process = workspace.start("run")
    eventually(lambda: sink.count > 2, 20)
    sink.password = "another"
    drop_connections(sink)
    eventually(lambda: "535" in workspace.said(process), 10)
    write_password(workspace, "another")
    process.send_signal(signal.SIGHUP)
    result.require(eventually(workspace.finished, 30), f"changed: not finished: {workspace.said(process)[-300:]}")
    leaks(result, workspace, process, "changed")
    kill(process)
    result.allowed += 4
    result.verdict += account(workspace, sink, planned)
    sink.close()
