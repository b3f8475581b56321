"""The HTML report of a generated estate of 5,000 components in a real Chromium: size, elements, paint, load, filter."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))

from continuity_audit.reports import RenderOptions  # noqa: E402
from continuity_audit.reports.html_report import render  # noqa: E402
from reports.browser import browser  # noqa: E402
from reports.large import large, simulated  # noqa: E402
from reports.sample import source  # noqa: E402

TIMES = """(() => {
  const load = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return [paint ? paint.startTime : 0, load.loadEventEnd, document.getElementsByTagName("*").length];
})()"""
FILTER = """(() => {
  const start = performance.now();
  const field = document.getElementById("f-text");
  field.value = "orders";
  field.dispatchEvent(new Event("input", {bubbles: true}));
  document.body.offsetHeight;
  return performance.now() - start;
})()"""
FAIL = """(() => {
  const start = performance.now();
  document.getElementById("s-account").click();
  document.body.offsetHeight;
  return performance.now() - start;
})()"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--components", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("page", nargs="?", type=Path, help="a report that is there already, instead of a generated one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = options.page or Path(folder) / "report.html"
        if options.page is None:
            document = large(options.components // 13)
            started = time.process_time()
            failures = simulated(document)
            text = render(document, RenderOptions(sources=source, failures=lambda: failures))
            print(f"{len(document.components)} components rendered in {time.process_time() - started:.2f} s")
            page.write_text(text, encoding="utf-8")
        print(f"{page.stat().st_size / 1e6:.1f} MB")
        with browser(Path(folder) / "profile") as tab:
            tab.size(1440)
            found = []
            for _ in range(options.runs):
                tab.open("about:blank")
                tab.open(page.resolve().as_uri())
                tab.run("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
                metrics = {one["name"]: one["value"] for one in tab.call("Performance.getMetrics")["metrics"]}
                found.append([*tab.run(TIMES), 1000 * metrics["TaskDuration"], tab.run(FILTER), tab.run(FAIL)])
    names = ("first paint ms", "load ms", "elements", "main thread ms", "filter ms", "another failure ms")
    for name, values in zip(names, zip(*found, strict=True), strict=True):
        print(f"{name}: median {statistics.median(values):.0f}, least {min(values):.0f}, most {max(values):.0f}")


if __name__ == "__main__":
    main()
