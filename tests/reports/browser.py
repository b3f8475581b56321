"""A real Chromium, spoken to over the DevTools protocol through a pipe: no driver, no port, no package."""

import json
import os
import shutil
import signal
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe"),
)
PATIENCE = 60.0
"""Seconds until a condition is given up: far more than any machine needs."""
_TOP = Path(__file__).parents[2]


def axe() -> str | None:
    """The source of axe-core: named by CONTINUITY_AUDIT_AXE, from node_modules, or from a Python package."""
    places = [Path(os.environ["CONTINUITY_AUDIT_AXE"])] if "CONTINUITY_AUDIT_AXE" in os.environ else []
    places.append(_TOP / "node_modules" / "axe-core" / "axe.min.js")
    for package in ("axe_playwright_python", "axe_core_python"):
        spec = find_spec(package)
        if spec is not None:
            places += [Path(place) / "axe.min.js" for place in spec.submodule_search_locations or ()]
    found = next((place for place in places if place.is_file()), None)
    return found.read_text(encoding="utf-8") if found else None


class Tab:
    """One page: what it logs is kept in `log`."""

    def __init__(self, inward: int, outward: int) -> None:
        self._inward, self._outward, self._buffer, self._number = inward, outward, b"", 0
        self.log: list[str] = []
        self._events: list[dict[str, Any]] = []
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Performance"):
            self.call(f"{domain}.enable")
        self.call("Page.setBypassCSP", enabled=True)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._inward, data) :]
        while (answer := self._read()).get("id") != self._number:
            self._note(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def size(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.prefer(dark=dark)

    def prefer(self, *, dark: bool = False, forced: bool = False, still: bool = False) -> None:
        """What the reader's system asks for: dark colours, forced colours, little motion."""
        features = {
            "prefers-color-scheme": "dark" if dark else "light",
            "forced-colors": "active" if forced else "none",
            "prefers-reduced-motion": "reduce" if still else "no-preference",
        }
        told = [{"name": name, "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=told)

    def open(self, url: str) -> None:
        """Go there and wait until it is loaded; a new fragment of the same page is not waited for."""
        self._events.clear()
        if "loaderId" not in self.call("Page.navigate", url=url):
            return
        while not any(one["method"] == "Page.loadEventFired" for one in self._events):
            self._note(self._read())

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression, promises awaited."""
        done = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"]["exception"].get("description", "script failed"))
        return done["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until a JavaScript expression holds: what a new fragment of the address brings comes a while after it."""
        ends = time.monotonic() + PATIENCE
        while not self.run(condition):
            if time.monotonic() > ends:
                raise TimeoutError(f"never true: {condition}")
            time.sleep(0.01)

    def key(self, name: str, code: int, text: str = "") -> None:
        for kind in ("keyDown", "keyUp"):
            more = {"text": text} if text and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **more)

    def picture(self, element: str, around: int = 8) -> bytes:
        """What is seen of an element and some pixels around it, as PNG: the same bytes for the same look."""
        self.run(f"({element}).scrollIntoView({{block: 'center'}})")
        measured = f"(({{x, y, width, height}}) => [x, y, width, height])(({element}).getBoundingClientRect())"
        (x, y, width, height), (left, top) = self.run(measured), self.run("[scrollX, scrollY]")
        clip = {"x": x + left - around, "y": y + top - around, "scale": 1}
        clip |= {"width": width + 2 * around, "height": height + 2 * around}
        data = self.call("Page.captureScreenshot", format="png", clip=clip)["data"]
        return b64decode(data)

    def _note(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            return
        self._events.append(message)
        params = message.get("params", {})
        if message["method"] == "Runtime.exceptionThrown":
            self.log.append(params["exceptionDetails"].get("text", "exception"))
        if message["method"] == "Log.entryAdded":
            self.log.append(params["entry"]["text"])
        if message["method"] == "Runtime.consoleAPICalled":
            self.log.append(str(params["args"]))

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._outward, 1 << 20)
            if not data:
                raise RuntimeError("the browser is gone")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message


@contextmanager
def browser(profile: Path) -> Iterator[Tab]:
    """A browser of its own, ended with all that it started."""
    assert CHROMIUM is not None
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    command = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    process = subprocess.Popen(
        ["bash", "-c", command, CHROMIUM, *FLAGS, f"--user-data-dir={profile}"],
        pass_fds=(theirs_in, theirs_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        yield Tab(ours_out, ours_in)
    finally:
        os.close(ours_out)
        os.close(ours_in)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
