"""Jinja2 as the formats use it: nothing undefined passes, and HTML is escaped unless it says otherwise."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from continuity_audit.reports import downtime, words
from continuity_audit.reports.answers import how_to_answer
from continuity_audit.reports.changes import base_words, sections, together
from continuity_audit.reports.document import LEVELS, OUTCOMES, SCENARIOS
from continuity_audit.reports.story import DISCLAIMER

TEMPLATES = Path(__file__).parent / "templates"

SCENARIO_TITLES = {
    "data": "Data is corrupted or deleted",
    "instance": "An instance dies",
    "zone": "A zone is gone",
    "region": "A region is gone",
    "account": "The account is taken over",
}
MEANS = {
    "failover": "a standby takes over",
    "members": "the others carry on",
    "service": "the provider's own redundancy",
    "restart": "restarted by the platform",
    "promotion": "someone promotes a live copy",
    "redeploy": "redeployed from code",
    "restore": "restored from a backup",
}


def environment(*, html: bool, finalize: Callable[[Any], Any] | None = None) -> Environment:
    """An environment over this package's templates; `finalize` sees every value before it is printed."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=html,  # noqa: S701 - text is no HTML, and Markdown escapes through finalize
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.filters.update(
        span=words.span,
        plural=words.plural,
        interval=words.interval,
        called=words.called,
        ticked=ticked,
        breakable=breakable,
    )
    env.globals.update(
        place=words.place,
        change_sections=sections,
        together=together,
        base_words=base_words,
        bearing=words.bearing,
        SCENARIOS=SCENARIOS,
        OUTCOMES=OUTCOMES,
        LEVELS=LEVELS,
        SCENARIO_TITLES=SCENARIO_TITLES,
        DISCLAIMER=DISCLAIMER,
        DOWNTIME_NOTE=downtime.DOWNTIME_NOTE,
        money=downtime.money,
        cost_range=downtime.cost_range,
        beyond=downtime.beyond,
        how_to_answer=how_to_answer,
    )
    return env


def breakable(text: str) -> Markup:
    """A name for a page that may break behind its separators, and only there."""
    return Markup("<wbr>").join(re.findall(r".*?[_./\-]+|.+$", text))


def ticked(text: str) -> Markup:
    """Text for a page, with what stands between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )
