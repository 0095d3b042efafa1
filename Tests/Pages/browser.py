"""A headless Chromium, spoken to over its own pipe (the DevTools protocol), with nothing to reach on any network."""

import fcntl
import json
import os
import select
import signal
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
FLAGS = """--headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --no-first-run --mute-audio
--disable-extensions --disable-sync --disable-background-networking --disable-component-update --disable-lcd-text
--disable-default-apps --font-render-hinting=none --force-color-profile=srgb --remote-debugging-pipe""".split()


class Browser:
    """One page, loaded again and again. Every answer has a deadline; the process ends with the `with`."""

    def __init__(self, program="chromium", seconds=60):
        self.seconds = seconds
        self.home = tempfile.TemporaryDirectory(prefix="linerelay-pages-", ignore_cleanup_errors=True)
        flags = FLAGS + ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={self.home.name}/data", "about:blank"]
        environment = {**os.environ, "HOME": self.home.name, "FONTCONFIG_FILE": str(HERE / "fonts.conf")}
        commands, ours_out = os.pipe()
        ours_in, answers = os.pipe()
        # Chromium reads descriptor 3 and writes 4: its ends go out of their way first.
        theirs = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in (commands, answers)]
        self.log = open(Path(self.home.name) / "log", "w+b")
        self.process = subprocess.Popen(
            [program, *flags], env=environment, close_fds=False, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, preexec_fn=lambda: [os.dup2(end, 3 + n) for n, end in enumerate(theirs)])
        for end in (commands, answers, *theirs):
            os.close(end)
        self.output, self.input = ours_out, ours_in
        self.buffer, self.last, self.session, self.events = b"", 0, None, []

    def __enter__(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, *_):
        for end in (self.output, self.input):
            os.close(end)
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.log.close()
        self.home.cleanup()

    def call(self, method, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + self.seconds
        while True:
            answer = self._next(deadline, method)
            if answer.get("id") != self.last:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def wait_for(self, event):
        deadline = time.monotonic() + self.seconds
        while not any(seen.get("method") == event for seen in self.events):
            self.events.append(self._next(deadline, event))

    def _next(self, deadline, what):
        while b"\0" not in self.buffer:
            ready = select.select([self.input], [], [], max(0, deadline - time.monotonic()))[0]
            read = os.read(self.input, 1 << 20) if ready else b""
            if not read:
                self.log.seek(0)
                raise RuntimeError(f"chromium gave no answer to {what}: {self.log.read().decode(errors='replace')[-2000:]}")
            self.buffer += read
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def show(self, width, dark):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="screen", features=[scheme])

    def load(self, path):
        """Returns the addresses of whatever was asked for, beside the page itself."""
        url = Path(path).resolve().as_uri()
        self.events = []
        self.call("Page.navigate", url=url)
        self.wait_for("Page.loadEventFired")
        asked = [event["params"]["request"]["url"] for event in self.events
                 if event.get("method") == "Network.requestWillBeSent"]
        return [address for address in asked if address != url]

    def evaluate(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def picture(self, width):
        """The whole page, however long, as the octets of a PNG in base64."""
        height = self.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        return self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
