"""One self-contained page: no network, no script but its own, and nothing an author wrote is read as markup."""

import hashlib
import re
from base64 import b64encode
from collections import Counter
from itertools import groupby

import msgspec

from continuity_audit.reports.details import Source, details
from continuity_audit.reports.document import ComponentEntry, Document, LevelName
from continuity_audit.reports.domains import named_domains, nested
from continuity_audit.reports.neutral import sanitised, source_line
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.story import Fate, Scene, Story, tell
from continuity_audit.reports.templating import TEMPLATES, environment

WEAKEST_SHOWN = 6
THEN_LISTED = 100
QUESTIONS_SHOWN = 25
LISTED = 20
"""Components that a group of a scenario names before it refers to the full list."""
NAMED_UP_TO = 80
"""Components up to which the picture of the domains writes names beside its marks."""

_LEVEL_CLASSES: dict[LevelName, str] = {"Low": "low", "Low–Medium": "low-medium", "Medium": "medium", "High": "high"}
_LEVEL_TEXTS: dict[LevelName, str] = {
    "Low": "A data, instance or zone failure destroys an only copy.",
    "Low–Medium": "Backups exist, but operations freeze until someone restores.",
    "Medium": "Goes on through the loss of an instance or a zone.",
    "High": "Also stands ready for the loss of a region, and of the account.",
}
_ENVIRONMENT_TAGS = ("environment", "env", "stage")
_MEANS_ORDER = ("restart", "promotion", "redeploy", "restore", None)
# Inside a script element only these can end it or start a comment; in JSON they occur in strings alone.
_LINE_COMMAND = re.compile(r"(^\s*)::", re.MULTILINE)
_UNSAFE_IN_SCRIPT = re.compile("[<>&\u2028\u2029]")


def render(document: Document, options: RenderOptions) -> str:
    """The page; the same document and options give the same bytes."""
    story = tell(sanitised(document))
    numbers = {component.id: number for number, component in enumerate(story.document.components)}
    source: Source = lambda path, line: source_line(options, path, line)  # noqa: E731
    style, script = _asset("report.css"), _asset("report.js")
    env = environment(html=True)
    env.globals.update(level_classes=_LEVEL_CLASSES, level_texts=_LEVEL_TEXTS)
    text = env.get_template("report.html.j2").render(
        story=story,
        document=story.document,
        number=lambda component: numbers[component.id],
        policy=_policy(style, script),
        style=style,
        script=script,
        details=_embedded(details(story, numbers, source)),
        fates=_fates_by_component(story),
        accounts=nested(story.document.components),
        named=named_domains(story.scenes),
        restored=_by_means,
        environment_of=environment_of,
        choices=_choices(story.document.components),
        shares=_shares,
        skipped=Counter(entry.reason for entry in story.document.estate.skipped),
        weakest_shown=WEAKEST_SHOWN,
        then_listed=THEN_LISTED,
        questions_shown=QUESTIONS_SHOWN,
        listed=LISTED,
        named_up_to=NAMED_UP_TO,
    )
    return _LINE_COMMAND.sub(r"\1&#58;:", text)  # a page, too, may be printed into the log of a CI system


def _asset(name: str) -> str:
    return "\n" + (TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """A content security policy that lets only this page's own style and script take effect."""

    def allowed(text: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {allowed(style)}; script-src {allowed(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _embedded(data: object) -> str:
    text = msgspec.json.encode(data).decode()
    return _UNSAFE_IN_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _fates_by_component(story: Story) -> dict[str, list[Fate]]:
    fates: dict[str, list[Fate]] = {component.id: [] for component in story.document.components}
    for scene in story.scenes:
        for fate in scene.fates():
            fates[fate.component.id].append(fate)
    return fates


def _by_means(scene: Scene) -> list[tuple[str | None, list[Fate]]]:
    """What someone or something must bring back, from the hardest way to the mildest."""
    ordered = sorted(scene.recovers, key=lambda fate: -_MEANS_ORDER.index(fate.own.by))
    return [(means, list(fates)) for means, fates in groupby(ordered, key=lambda fate: fate.own.by)]


def _choices(components: tuple[ComponentEntry, ...]) -> dict[str, list[str]]:
    """What the list can be filtered by; what is the same everywhere is no choice."""
    choices: dict[str, list[str]] = {
        "kind": sorted({component.kind for component in components}),
        "level": [level for level in _LEVEL_CLASSES if any(one.level.at_least == level for one in components)],
        "root": sorted({component.root for component in components}),
        "environment": sorted({environment_of(component) for component in components} - {""}),
        "tier": sorted({component.tier for component in components}),
    }
    return {name: values for name, values in choices.items() if values and (name != "environment" or len(values) > 1)}


def environment_of(component: ComponentEntry) -> str:
    """The environment it was audited for, or else the one that its tags name; empty where neither does."""
    if component.environment:
        return component.environment
    tags = {key.lower(): value for key, value in component.tags.items()}
    return next((tags[key] for key in _ENVIRONMENT_TAGS if tags.get(key)), "")


def _shares(counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """Name, start and width of each part of a bar of 100."""
    total = sum(counts.values()) or 1
    parts, start = [], 0.0
    for name, count in counts.items():
        if count:
            parts.append((name, f"{start:.2f}", f"{100 * count / total:.2f}"))
            start += 100 * count / total
    return parts
