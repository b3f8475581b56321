"""One Chromium for all tests of a worker: starting it takes longer than any of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.browser import CHROMIUM, Tab, browser


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """The browser's one page."""
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH: the page was not tried in a browser")
    with browser(Path(tmp_path_factory.mktemp("profile"))) as tab:
        yield tab


@pytest.fixture
def tab(chromium: Tab) -> Tab:
    """The page, empty, 1440 pixels wide, in light colours, with nothing logged."""
    chromium.call("Emulation.setScriptExecutionDisabled", value=False)
    chromium.call("Page.setBypassCSP", enabled=True)
    chromium.call("Emulation.setEmulatedMedia", media="", features=[])
    chromium.size(1440)
    chromium.open("about:blank")
    chromium.log.clear()
    return chromium
