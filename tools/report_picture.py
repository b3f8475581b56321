"""Takes the picture of the README: the top of the HTML report on a fixture, 1440 pixels wide.

``python tools/report_picture.py`` writes docs/images/report.png. It needs Chromium or Chrome on the PATH.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).resolve().parent.parent
PICTURE: Final = TOP / "docs" / "images" / "report.png"
SECTOR: Final = "retail-logistics"
WIDTH, HEIGHT = 1440, 1146
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
)  # fmt: skip


def main() -> int:
    """Audit the fixture, open the report, take the picture."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.stderr.write(f"none of {', '.join(BROWSERS)} is on the PATH\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        audit = str(Path(sys.executable).with_name("continuity-audit"))
        command = [audit, "check", f"fixtures/{SECTOR}", "--sector", SECTOR, "--format", "html", "--output", str(page)]
        status = subprocess.run(command, cwd=TOP, check=False).returncode
        if status not in (0, 1) or not page.is_file():
            return status or 2
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        look = (f"--user-data-dir={folder}/profile", f"--screenshot={PICTURE}", f"--window-size={WIDTH},{HEIGHT}")
        subprocess.run([browser, *QUIET, *look, page.as_uri()], check=True, capture_output=True, timeout=120)
    return 0


if __name__ == "__main__":
    sys.exit(main())
