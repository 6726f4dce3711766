"""Debian's Chromium without a window, spoken to over a pipe by its DevTools protocol.

Messages are JSON, each ended by a NUL; so neither a driver nor a web socket is needed.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0

# The browser reads at descriptor 3 and writes at 4.
_START = """
import fcntl, os, sys
there, back = (fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3])
os.dup2(there, 3)
os.dup2(back, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""

Data = dict[str, Any]


def path() -> str | None:
    """Where Chromium is; None if it is not here."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One page, in a browser of its own.

    Attributes:
        said: What the console was told, and what went wrong: warnings, errors, exceptions.
        asked: The address of everything the page asked for.
    """

    def __init__(self, there: int, back: int) -> None:
        self._there, self._back = there, back
        self._numbers = itertools.count(1)
        self._read = b""
        self._session: str | None = None
        self.said: list[str] = []
        self.asked: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> Data:
        """Send one command, and return what it gives."""
        number = next(self._numbers)
        message: Data = {"id": number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._there, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != number:
            self._note(answer)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: Data = answer["result"]
        return result

    def open(self, address: str) -> None:
        """Load a page and wait until it is there."""
        self.send("Page.navigate", url=address)
        while (answer := self._next()).get("method") != "Page.loadEventFired":
            self._note(answer)

    def ask(self, expression: str) -> Any:
        """What an expression is on the page."""
        found = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str, **more: Any) -> None:
        """Press one key, as a keyboard does."""
        code = {"Enter": 13, "Escape": 27, "Tab": 9}.get(key, 0)
        text = {"text": "\r"} if key == "Enter" else {}
        one = {"key": key, "code": key, "windowsVirtualKeyCode": code, **more}
        self.send("Input.dispatchKeyEvent", type="keyDown", **one, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", **one)

    def write(self, text: str) -> None:
        """Write a text where the focus is."""
        self.send("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of an element."""
        box = self.ask(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center', inline: 'center'});"
            " const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=box[0],
                y=box[1],
                button="left",
                clickCount=1,
            )

    def look(self, *, scheme: str = "light", media: str = "", width: int = 1200) -> None:
        """Choose how the page is seen."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )

    def screenshot(self, file: Path) -> None:
        """Write what is seen as PNG."""
        file.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def _next(self) -> Data:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._read:
            ready, _, _ = select.select([self._back], [], [], max(0.0, end - time.monotonic()))
            assert ready, "Chromium says nothing"
            part = os.read(self._back, 2**16)
            assert part, "Chromium is gone"
            self._read += part
        message, _, self._read = self._read.partition(b"\0")
        found: Data = json.loads(message)
        return found

    def _note(self, event: Data) -> None:
        method, params = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.said.append(json.dumps(params["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.said.append(params["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.said.append(json.dumps(params["args"]))


@contextmanager
def browser(program: str, profile: Path) -> Iterator[Page]:
    """Start Chromium with a new profile; it ends with the block."""
    read, there = os.pipe()
    back, write = os.pipe()
    options = [
        "--headless=new",
        "--no-sandbox",  # containers run as root, and the page is our own
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
    ]
    with subprocess.Popen(
        [sys.executable, "-c", _START, str(read), str(write), program, *options],
        pass_fds=(read, write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(read)
        os.close(write)
        try:
            yield Page(there, back)
        finally:
            os.close(there)
            os.close(back)
            process.terminate()
            process.wait(PATIENCE)
