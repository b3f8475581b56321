"""The page in a real Chromium for readers whose system forces colours or asks for less motion."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.html_report import render
from reports.browser import Tab
from reports.large import large, simulated
from reports.sample import sample, source

SHADES = [False, True]
SHADE_NAMES = ["light", "dark"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages: 13 components, each named in the picture, and 65 in three regions, drawn as marks."""
    folder = tmp_path_factory.mktemp("pages")
    some = large(5)
    failures = simulated(some)
    for name, document, told in (("small", sample(), ()), ("some", some, failures)):
        options = RenderOptions(sources=source, failures=lambda told=told: told)  # type: ignore[misc]
        (folder / f"{name}.html").write_text(render(document, options), encoding="utf-8")
    return folder


def _open(tab: Tab, written: Path, name: str, fragment: str = "#fail=zone") -> None:
    tab.open("about:blank")
    tab.open((written / f"{name}.html").as_uri() + fragment)


def _style(tab: Tab, element: str, name: str, pseudo: str = "") -> Any:
    return tab.run(f"getComputedStyle({element}, {pseudo!r})[{name!r}]")


def _one(selector: str) -> str:
    return f"document.querySelector({selector!r})"


def _alike(pictures: dict[str, bytes]) -> list[tuple[str, str]]:
    """The names of those that look the same."""
    return [(one, other) for one, other in combinations(pictures, 2) if pictures[one] == pictures[other]]


# --- forced colours -----------------------------------------------------------------------------------------------

OUTCOMES = ("continues", "recovers", "lost", "unknown")


@pytest.mark.parametrize("dark", SHADES, ids=SHADE_NAMES)
@pytest.mark.parametrize(
    ("element", "pseudo", "outcomes"),
    [(".legend .is-{} .icon", "", (*OUTCOMES, "spared")), ("#rows .end.is-{}", "::before", OUTCOMES)],
    ids=["icon", "list"],
)
def test_in_forced_colours_outcomes_have_one_colour_and_a_shape_each(
    tab: Tab, written: Path, element: str, pseudo: str, outcomes: tuple[str, ...], dark: bool
) -> None:
    tab.prefer(forced=True, dark=dark)
    _open(tab, written, "small")
    ink, canvas = ("rgb(255, 255, 255)", "rgb(0, 0, 0)") if dark else ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert _style(tab, "document.body", "backgroundColor") == canvas
    marks = {name: _one(element.format(name)) for name in outcomes}
    assert {_style(tab, mark, "backgroundColor", pseudo) for mark in marks.values()} == {ink}
    assert len({_style(tab, mark, "maskImage", pseudo) for mark in marks.values()}) == len(outcomes)
    assert _alike({name: tab.picture(mark, around=0) for name, mark in marks.items()}) == []


def test_in_forced_colours_marks_in_the_picture_have_one_colour_and_a_shape_each(tab: Tab, written: Path) -> None:
    tab.prefer(forced=True)
    _open(tab, written, "some")
    painted = {
        name: [_style(tab, _one(f".field .{name}"), part) for part in ("fill", "stroke")]
        for name in ("continues", "recovers", "hole", "lost", "cross", "unknown", "falls")
    }
    ink, canvas, nothing = "rgb(0, 0, 0)", "rgb(255, 255, 255)", "none"
    assert painted == {
        "continues": [nothing, ink],
        "recovers": [nothing, ink],
        "hole": [nothing, canvas],
        "lost": [ink, nothing],
        "cross": [nothing, canvas],
        "unknown": [nothing, ink],
        "falls": [nothing, ink],
    }


def test_in_forced_colours_what_is_chosen_is_seen(tab: Tab, written: Path) -> None:
    tab.prefer(forced=True)
    _open(tab, written, "some", "#fail=instance")
    label = _one("label[for=s-zone]")
    before = tab.picture(label)
    tab.run("document.getElementById('s-zone').checked = true")
    assert (tab.picture(label) == before) is False
    tab.run("document.getElementById('s-region').click()")
    for group in (".which .fail[data-key^='region:']", ".map .fail[data-key^='region:']"):
        button = _one(group)
        tab.run(f"{button}.ariaPressed = 'false'")
        before = tab.picture(button)
        tab.run(f"{button}.ariaPressed = 'true'")
        assert (tab.picture(button) == before) is False, group


def test_in_forced_colours_what_fell_is_marked_and_what_failed_is_hatched_in_the_key_too(
    tab: Tab, written: Path
) -> None:
    tab.prefer(forced=True)
    _open(tab, written, "small")
    for element in (".chip.fell", "#rows .fell"):
        marked = tab.picture(_one(element))
        tab.run(f"(window.one = {_one(element)}).classList.remove('fell')")
        assert (tab.picture("window.one") == marked) is False, element
    assert _style(tab, _one(".struck-key"), "backgroundImage", "::before").startswith("repeating-linear-gradient")


UNSEEN = """[...document.querySelectorAll('body *')].filter((one) => {
  const told = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!told || !one.checkVisibility()) return false;
  let behind = one;
  while (behind && getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  return behind && getComputedStyle(one).color === getComputedStyle(behind).backgroundColor;
}).map((one) => one.outerHTML)"""


@pytest.mark.parametrize("dark", SHADES, ids=SHADE_NAMES)
@pytest.mark.parametrize("name", ["small", "some"])
def test_in_forced_colours_no_text_has_the_colour_of_what_is_behind_it(
    tab: Tab, written: Path, name: str, dark: bool
) -> None:
    tab.prefer(forced=True, dark=dark)
    _open(tab, written, name, "#fail=region")
    tab.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    tab.run("document.getElementById('tip').hidden = false")
    tab.run("document.getElementById('tip').textContent = 'shown'")
    assert tab.run(UNSEEN) == []
    tab.run("document.querySelector('#rows a').click()")
    assert tab.run(UNSEEN) == []


FOCUSABLE = {
    "a link of the head": ".top nav a",
    "the choice of colours": "#theme",
    "a failure": "#s-zone",
    "a component in the picture": ".chip:not(.fell)",
    "one that fell": ".chip.fell",
    "a component in the list": "#rows a",
    "the search": ".filters input",
    "a filter": ".filters select",
    "what is folded away": "summary",
}


@pytest.mark.parametrize("forced", [False, True], ids=["own", "forced"])
@pytest.mark.parametrize("dark", SHADES, ids=SHADE_NAMES)
def test_focus_is_seen(tab: Tab, written: Path, dark: bool, forced: bool) -> None:
    tab.prefer(forced=forced, dark=dark)
    _open(tab, written, "small")
    tab.key("Tab", 9)  # from here on the keyboard is in use, and focus shows
    unseen = []
    for name, selector in FOCUSABLE.items():
        one = _one(selector)
        seen = _one("label[for=s-zone]") if selector == "#s-zone" else one  # the input itself is transparent
        tab.run("document.activeElement.blur()")
        before = tab.picture(seen)
        tab.run(f"{one}.focus()")
        assert tab.run(f"document.activeElement === {one} && {one}.matches(':focus-visible')") is True, name
        if tab.picture(seen) == before:
            unseen.append(name)
    assert unseen == []


# --- less motion --------------------------------------------------------------------------------------------------

MOVING = """[...document.querySelectorAll('*')].filter((one) => ['', '::before', '::after'].some((part) => {
  const style = getComputedStyle(one, part);
  return style.transitionDuration.split(', ').some((text) => parseFloat(text) > 0) || style.animationName !== 'none';
})).length"""


def _failing(tab: Tab, scenario: str) -> int:
    """How many animations and transitions run once another failure is chosen."""
    return int(tab.run(f"(document.getElementById('s-{scenario}').click(), document.getAnimations().length)"))


def test_with_reduced_motion_nothing_moves(tab: Tab, written: Path) -> None:
    tab.prefer(still=True)
    _open(tab, written, "small")
    assert _failing(tab, "region") == 0
    assert tab.run(MOVING) == 0
    tab.run("document.querySelector('#rows a').click()")
    assert tab.run("document.getElementById('detail').open") is True
    assert tab.run(MOVING) == 0
    assert tab.run("document.getAnimations().length") == 0
    assert _style(tab, "document.documentElement", "scrollBehavior") == "auto"


def test_without_a_wish_only_the_components_in_the_picture_fade(tab: Tab, written: Path) -> None:
    _open(tab, written, "small")
    assert tab.run(MOVING) == tab.run("document.querySelectorAll('.chip').length")
    assert _failing(tab, "region") > 0
