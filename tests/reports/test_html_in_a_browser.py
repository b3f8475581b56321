"""The page in a real Chromium: quick, quiet, accessible, usable without a mouse, and answers within three clicks."""

import json
from pathlib import Path
from typing import Any

import pytest

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.html_report import PRINTED, render
from reports.browser import Tab, axe
from reports.large import large, simulated
from reports.sample import HOSTILE_ADDRESS, HOSTILE_NAME, empty, sample, source

COPIES = 25
HOSTILE = 11


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages: 13 components, 65 and 325 of them in three regions, and none."""
    folder = tmp_path_factory.mktemp("pages")
    estates = {"small": sample(), "some": large(5), "large": large(COPIES), "empty": empty()}
    for name, content in estates.items():
        failures = simulated(content) if name in ("some", "large") else ()
        options = RenderOptions(sources=source, failures=lambda failures=failures: failures)  # type: ignore[misc]
        (folder / f"{name}.html").write_text(render(content, options), encoding="utf-8")
    return folder


def _open(tab: Tab, written: Path, name: str, fragment: str = "") -> None:
    tab.open("about:blank")  # another fragment alone would load nothing
    tab.open((written / f"{name}.html").as_uri() + fragment)


def _text(tab: Tab, selector: str) -> str:
    return " ".join(str(tab.run(f"document.querySelector({json.dumps(selector)}).innerText")).split())


def _fail(tab: Tab, key: str) -> None:
    tab.run(f"""[...document.querySelectorAll(".fail")].find((one) => one.dataset.key === {json.dumps(key)}).click()""")


@pytest.mark.parametrize("name", ["small", "large", "empty"])
def test_it_opens_without_complaint(tab: Tab, written: Path, name: str) -> None:
    _open(tab, written, name)
    assert tab.log == []


# --- the three questions ------------------------------------------------------------------------------------------


def test_what_is_our_level_is_seen_at_once(tab: Tab, written: Path) -> None:
    _open(tab, written, "large")
    assert _text(tab, "h1") == "Low"
    assert tab.run("document.querySelector('h1').getBoundingClientRect().bottom < innerHeight") is True


def test_what_stops_if_a_region_goes_is_one_click_away(tab: Tab, written: Path) -> None:
    _open(tab, written, "large")
    _fail(tab, "region:us-east-1")
    assert _text(tab, ".result h3") == "Region us-east-1 is gone"
    assert _text(tab, ".sentence") == (
        "130 of 325 components stop or may stop: 40 are lost, 82 must be brought back and of 8 the code does not say."
    )
    assert tab.run("[...document.querySelectorAll('.struck > .where')].map((one) => one.innerText.trim())") == [
        "Region us-east-1\nfailed\n80"
    ]
    assert _text(tab, "#scene h4") == "Lost 32"


def test_what_to_fix_first_is_one_click_away(tab: Tab, written: Path) -> None:
    _open(tab, written, "large")
    tab.run("document.querySelector('.answers a[href=\"#weakest\"]').click()")
    tab.wait("document.getElementById('weakest').getBoundingClientRect().top < innerHeight")
    assert _text(tab, ".weakest h3").startswith("orders")


# --- what happens if ----------------------------------------------------------------------------------------------


def test_a_failure_is_chosen_in_the_picture_and_let_go_again(tab: Tab, written: Path) -> None:
    _open(tab, written, "large", "#fail=account")
    tab.run("""document.querySelector('.map .fail[data-key="region:eu-central-1"]').click()""")
    assert _text(tab, ".result h3") == "Region eu-central-1 is gone"
    assert tab.run("location.hash") == "#fail=region:eu-central-1"
    tab.run("""document.querySelector('.map .fail[data-key="region:eu-central-1"]').click()""")
    assert _text(tab, ".result h3") == "A region is gone"
    assert tab.run("document.querySelectorAll('.struck').length") == 0


def test_the_picture_that_is_drawn_is_the_picture_that_was_written(tab: Tab, written: Path) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    drawn = (
        "[...document.querySelectorAll('.field path')].map((one) => [one.getAttribute('class'), one.getAttribute('d')])"
    )
    boxes = "[...document.querySelectorAll('.account, .region, .place, .zone-head')].map((one) => one.className)"
    _open(tab, written, "large")
    before = tab.run(drawn), tab.run(boxes)
    tab.call("Emulation.setScriptExecutionDisabled", value=False)
    _open(tab, written, "large", "#fail=account")
    assert tab.run(drawn) != before[0]
    _fail(tab, "region:eu-west-1")
    assert (tab.run(drawn), tab.run(boxes)) == before


def test_named_components_change_with_the_failure(tab: Tab, written: Path) -> None:
    _open(tab, written, "small")
    orders = "document.querySelector('.chip[data-component=\"0\"]')"
    tab.run("document.getElementById('s-instance').click()")
    assert tab.run(f"{orders}.className") == "chip is-recovers"
    tab.run("document.getElementById('s-zone').click()")
    assert tab.run(f"[{orders}.className, {orders}.textContent]") == ["chip is-lost", "orders lost"]
    shop = "document.querySelector('.chip[data-component=\"4\"]')"
    assert tab.run(f"{shop}.className") == "chip is-lost fell"


def test_what_falls_comes_with_its_chain_and_what_recovers_with_its_time(tab: Tab, written: Path) -> None:
    _open(tab, written, "small", "#fail=zone")
    told = _text(tab, "#scene")
    assert "Falls because something else fell 2 checkout function in infra/prod lost because of orders" in told
    assert "shop api in infra/prod lost because of checkout → orders" in told
    assert "Redeployed from code 1 Outage 15 min – 2 h, data loss none batch compute in infra/prod" in told
    assert "Unknown 1 Hangs on var.cache_multi_az sessions cache in infra/prod" in told
    assert tab.run("document.querySelector('.times').getAttribute('aria-label')") == (
        "At the latest back: 2 within 15 min, 1 within 4 h"
    )


def test_a_mark_opens_its_component(tab: Tab, written: Path) -> None:
    _open(tab, written, "large")
    place: dict[str, Any] = tab.run(
        "(() => { const field = document.querySelector('.field'); field.scrollIntoView({block: 'center'});"
        " const box = field.getBoundingClientRect(); return {x: box.left + 7, y: box.top + 7}; })()"
    )
    tab.call("Input.dispatchMouseEvent", type="mouseMoved", **place)
    tip = _text(tab, "#tip")
    for kind in ("mousePressed", "mouseReleased"):
        tab.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)
    assert tip.startswith(_text(tab, "#detail-title") + ", ")


# --- components ---------------------------------------------------------------------------------------------------


def test_an_opened_component_shows_evidence_chain_and_findings(tab: Tab, written: Path) -> None:
    _open(tab, written, "small", "#c-0")
    told = _text(tab, "#detail")
    assert "multi_az = false infra/prod/main.tf:18 multi_az = false" in told
    assert "Outage 5–30 min, data loss none, estimated documented" in told
    assert "critical fails the gate orders keeps no backups CA401 infra/prod/main.tf:19" in told
    assert tab.run("[...document.querySelectorAll('a.source')].every((one) => one.href.startsWith('https://docs.aws'))")
    tab.run("document.querySelector('#detail-close').click()")
    tab.wait("!location.hash.includes('c=')")
    tab.run("location.hash = '#c-4'")
    tab.wait("decodeURIComponent(location.hash) === '#c=infra/prod::aws_apigatewayv2_api.shop'")
    assert "Because of checkout → orders." in _text(tab, "#detail")


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("kind", "database", ["orders", "carts", "billing"]),
        ("level", "Low–Medium", ["sessions", "batch", HOSTILE_NAME, "search"]),
        ("root", "k8s/shop", [HOSTILE_NAME, "search"]),
        ("tier", "supporting", ["access_logs"]),
        ("provider", "kubernetes", [HOSTILE_NAME, "search"]),
        ("outcome", "zone-lost", ["orders", "shop", "checkout"]),
        ("text", "LAMBDA check", ["checkout"]),
    ],
)
def test_the_filters(tab: Tab, written: Path, field: str, value: str, shown: list[str]) -> None:
    _open(tab, written, "small")
    tab.run(
        f"(() => {{ const one = document.getElementById('f-{field}'); one.value = {json.dumps(value)};"
        " one.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    names = "[...document.querySelectorAll('#rows a')].map((one) => one.textContent)"
    assert sorted(tab.run(names)) == sorted(shown)
    assert _text(tab, "#shown") == f"{len(shown)} of 13 components"
    # What was chosen stands in the address and can be shared.
    address = tab.run("location.hash")
    _open(tab, written, "small", address)
    assert sorted(tab.run(names)) == sorted(shown)


def test_a_link_to_a_section_keeps_what_was_chosen(tab: Tab, written: Path) -> None:
    _open(tab, written, "large", "#fail=region:us-east-1&environment=prod&q=orders")
    assert _text(tab, "#shown") == "12 of 325 components"
    tab.run("document.querySelector('nav a[href=\"#questions\"]').click()")
    tab.wait("location.hash === '#questions&fail=region:us-east-1&environment=prod&q=orders'")
    assert _text(tab, ".result h3") == "Region us-east-1 is gone"


def test_only_what_is_shown_is_built(tab: Tab, written: Path) -> None:
    _open(tab, written, "large")
    rows = "document.querySelectorAll('#rows tr').length"
    assert tab.run(rows) == 40
    tab.run("document.getElementById('further-100').click()")
    assert tab.run(rows) == 140
    assert tab.run("document.activeElement.closest('tr') === document.querySelectorAll('#rows tr')[40]") is True
    tab.run("document.getElementById('further-all').click()")
    assert tab.run(rows) == 325
    assert tab.run("document.getElementById('further').hidden") is True


# --- keyboard, screen reader, sizes -------------------------------------------------------------------------------


def test_the_keyboard_is_enough(tab: Tab, written: Path) -> None:
    _open(tab, written, "large")
    tab.key("Tab", 9)
    assert tab.run("document.activeElement.className") == "skip"
    tab.run("document.getElementById('s-region').focus()")
    tab.key("ArrowRight", 39)
    assert tab.run("document.querySelector('input[name=scenario]:checked').value") == "account"
    tab.key("ArrowLeft", 37)
    tab.key("Tab", 9)
    tab.key("Tab", 9)
    assert tab.run("document.activeElement.dataset.key") == "region:eu-west-1"
    tab.key("Enter", 13, "\r")
    assert tab.run("document.activeElement.getAttribute('aria-pressed')") == "true"
    tab.run("document.querySelector('#rows a').focus()")
    tab.key("ArrowDown", 40)
    assert tab.run("document.activeElement === document.querySelectorAll('#rows a')[1]") is True
    tab.key("Enter", 13, "\r")
    assert tab.run("[document.getElementById('detail').open, document.activeElement.id]") == [True, "detail-title"]
    tab.key("Escape", 27)
    assert tab.run("document.getElementById('detail').open") is False
    assert tab.run("document.activeElement === document.querySelectorAll('#rows a')[1]") is True


STATES = {
    "many components": ("some", "", ""),
    "few components": ("small", "#fail=zone", ""),
    "another failure, filtered": ("some", "#fail=zone&kind=database&q=orders", ""),
    "a component opened": ("some", "#c-14", ""),
    "unfolded": ("some", "", "document.querySelectorAll('details').forEach((one) => { one.open = true; })"),
    "nothing": ("empty", "", ""),
}
IN_FULL = ((1440, False), (390, True))
"""Sizes and colours in which every state is tried; in the others the first two: each try takes seconds."""
AXE = """axe.run(document, {resultTypes: ['violations'], preload: false, iframes: false}).then((done) =>
  done.violations.map((one) => `${one.impact} ${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 820, 390])
def test_it_is_accessible_and_fits_every_width(tab: Tab, written: Path, width: int, dark: bool) -> None:
    script = axe()
    tab.size(width, dark=dark)
    states = list(STATES.items())
    for state, (name, fragment, act) in states if (width, dark) in IN_FULL else states[:2]:
        _open(tab, written, name, fragment)
        if act:
            tab.run(act)
        assert tab.run("document.documentElement.scrollWidth") == width, state
        if script is None:
            continue
        tab.run(f"{script};0")
        assert tab.run(AXE) == [], state
    if script is None:
        pytest.skip("axe-core is not installed (npm install axe-core): accessibility was not tried")


# --- without scripts, on paper ------------------------------------------------------------------------------------


def test_it_can_be_read_without_scripts(tab: Tab, written: Path) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    _open(tab, written, "large")
    rows = "[...document.querySelectorAll('noscript table.list tbody tr')].length"
    assert tab.run(rows) == 325
    assert tab.run("document.querySelectorAll('.field path').length > 10") is True
    assert tab.run("document.documentElement.scrollWidth") == 1440
    told = _text(tab, "#components")
    assert "e0/infra/prod@staging database Low lost recovers lost lost lost" in told


def test_on_paper_the_list_is_a_plain_table(tab: Tab, written: Path) -> None:
    _open(tab, written, "large", "#kind=database")
    tab.call("Emulation.setEmulatedMedia", media="print")
    tab.run("dispatchEvent(new Event('beforeprint'))")
    assert _text(tab, "#printed caption") == "75 of 325 components, as filtered"
    assert tab.run("document.querySelectorAll('#printed tbody tr').length") == 75
    assert tab.run(
        "['.filters', 'nav', '#theme', '#list'].every((one) => !document.querySelector(one).checkVisibility())"
    )
    tab.run("dispatchEvent(new Event('afterprint'))")
    assert tab.run("document.getElementById('printed').childElementCount") == 0


def test_paper_holds_the_weakest_and_says_what_is_left_out(tab: Tab, tmp_path: Path) -> None:
    (tmp_path / "many.html").write_text(render(large(40), RenderOptions()), encoding="utf-8")
    _open(tab, tmp_path, "many")
    tab.run("dispatchEvent(new Event('beforeprint'))")
    assert _text(tab, "#printed caption") == (
        f"The weakest {PRINTED} of 520 components; {520 - PRINTED} are left out on paper. "
        "Filter the list to print others."
    )


# --- what an author cannot do -------------------------------------------------------------------------------------


def test_nothing_of_the_author_runs(tab: Tab, written: Path) -> None:
    _open(tab, written, "small", f"#c-{HOSTILE}")
    assert tab.log == []
    assert tab.run("document.title") == "Continuity report: Low"
    assert tab.run("document.querySelectorAll('img, [onerror]').length") == 0
    assert tab.run("document.querySelectorAll('script').length") == 3
    told = _text(tab, "#detail")
    assert HOSTILE_NAME in told
    assert HOSTILE_ADDRESS in told
    assert r"</script>=\x1b[2J, team|`=@everyone" in told
    assert r"replicas: 1 # </script><script>document.title='owned'</script> \x1b[31m" in told


def test_a_script_of_the_author_would_not_run_even_if_it_stood_in_the_page(tab: Tab, tmp_path: Path) -> None:
    text = render(sample(), RenderOptions(sources=source))
    broken = text.replace("<body>", "<body><script>document.title='owned'</script><p style='color: red' id='p'>", 1)
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    tab.call("Page.setBypassCSP", enabled=False)
    _open(tab, tmp_path, "broken")
    assert tab.run("document.title") == "Continuity report: Low"
    assert tab.run("getComputedStyle(document.getElementById('p')).color") != "rgb(255, 0, 0)"
    assert [line for line in tab.log if "Content Security Policy" in line]
    assert _text(tab, "#shown") == "13 components"


@pytest.mark.parametrize(
    "fragment", ["#c-999", "#c=nothing", "#fail=zone:nowhere", "#kind=%E0%A4%A&q=%", "#<img>", "#order=constructor"]
)
def test_an_address_that_leads_nowhere_does_no_harm(tab: Tab, written: Path, fragment: str) -> None:
    _open(tab, written, "small", fragment)
    assert tab.log == []
    assert tab.run("document.getElementById('detail').open") is False
    assert _text(tab, ".result h3") == "A region is gone"
