"""Suppressions as people write them in code: comments in Terraform and YAML, annotations of Kubernetes objects."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal, TypeAlias

from msgspec import Struct, field

from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern

MARK: Final = b"continuity-audit:"
TERRAFORM: Final = (".tf", ".tofu")
YAML: Final = (".yaml", ".yml")
ANNOTATION: Final = "continuity-audit/ignore"

COMMENT: Final = pattern(r"(?P<sign>#|//|/\*)\s*continuity-audit:\s*(?P<text>.*?)(?:\*/\s*)?$")
MEANT: Final = pattern(r"ignore\b|(?:disable|skip|suppress|accept|allow|nolint|noqa)\b|.*\bCA\d\d\d\b", re.IGNORECASE)
"""What a comment to us says that means to suppress, in whatever words; any other is prose."""
RULES: Final = r"[A-Za-z][\w-]*(?:\s*,\s*[A-Za-z][\w-]*)*"
VALUE: Final = r'"(?:[^"\\]|\\.)*"|[^\s"]+'
IGNORE: Final = pattern(rf"ignore\s+(?P<rules>{RULES})(?P<rest>(?:\s+\w+=(?:{VALUE}))*)\s*")
ENTRY: Final = pattern(rf"(?P<rules>{RULES})(?:\s+until=(?P<until>\S+))?")
OPTION: Final = pattern(rf"(\w+)=({VALUE})")

Source: TypeAlias = Literal["inline", "annotation", "configuration", "baseline"]


class Suppression(Struct, eq=False, kw_only=True):
    """One acceptance as it is written: for which rules, where, why and until when."""

    rules: tuple[str, ...]
    source: Source
    file: str = ""
    line: int = 0
    trailing: bool = False
    """Whether code stands before the comment: it speaks of its own line, else of the one below it."""
    reason: str = ""
    until: date | None = None
    component: str = ""
    """The component that is meant: an id for an annotation, a pattern for the configuration."""
    path: str = ""
    """The pattern of paths that the configuration means."""
    wrong: str = ""
    """What cannot be understood of it, in words."""
    used: set[str] = field(default_factory=set)

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < today


def in_code(files: Iterable[str], read: Callable[[str], bytes]) -> list[Suppression]:
    """The comments in files that speak to the audit. JSON has no comments."""
    found: list[Suppression] = []
    for file in files:
        if not file.endswith((*TERRAFORM, *YAML)):
            continue
        try:
            data = read(file)
        except OSError:
            continue  # the reader of the language says so
        if MARK in data:
            found += _in_file(file, data.decode("utf-8", "replace"))
    return found


def _in_file(file: str, text: str) -> Iterator[Suppression]:
    is_terraform = file.endswith(TERRAFORM)
    inside = _comments_of_terraform(text) if is_terraform else _outside_of_texts(text)
    for number, line in enumerate(text.split("\n"), 1):
        comment = COMMENT.search(line.rstrip())
        if comment is None or not MEANT.match(comment["text"]) or not (is_terraform or _opens_in_yaml(comment, line)):
            continue
        if inside(number, comment.start("sign")):
            trailing = bool(line[: comment.start("sign")].strip())
            yield _read(comment["text"].strip(), file, number, trailing)


def _opens_in_yaml(comment: re.Match[str], line: str) -> bool:
    """Whether the sign opens a comment in YAML: only a # does, at the start or after white space."""
    start = comment.start("sign")
    return comment["sign"] == "#" and (start == 0 or line[start - 1] in " \t")


Places: TypeAlias = Callable[[int, int], bool]
"""Whether a comment may stand at a line (from 1) and column (from 0)."""


def _comments_of_terraform(text: str) -> Places:
    """The places of comments: what looks like one in a string or a heredoc is text."""
    from continuity_audit.parsers.terraform.configuration.blocks import comments_in

    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    places = {(number := bisect_right(lines, at), at - lines[number - 1]) for at in comments_in(text)}
    return lambda line, column: (line, column) in places


def _outside_of_texts(text: str) -> Places:
    """The places outside of YAML's scalars: what looks like a comment in a block of text is text."""
    import yaml

    texts: list[tuple[tuple[int, int], tuple[int, int]]] = []
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken):
                start, end = token.start_mark, token.end_mark
                texts.append(((start.line + 1, start.column), (end.line + 1, end.column)))
    except yaml.YAMLError:
        pass  # the reader says what is wrong; nothing is found in what it cannot read
    return lambda line, column: not any(start <= (line, column) < end for start, end in texts)


def _read(written: str, file: str, line: int, trailing: bool) -> Suppression:
    parsed = IGNORE.fullmatch(written)
    if parsed is None:
        return Suppression(
            rules=(), source="inline", file=file, line=line, trailing=trailing, wrong=f"cannot be understood: {written}"
        )
    options = {name: _unquoted(value) for name, value in OPTION.findall(parsed["rest"])}
    until, wrong = _options(options)
    return Suppression(
        rules=_names(parsed["rules"]), source="inline", file=file, line=line, trailing=trailing,
        reason=options.get("reason", "").strip(), until=until, wrong=wrong,
    )  # fmt: skip


def _options(options: Mapping[str, str]) -> tuple[date | None, str]:
    if unknown := sorted(options.keys() - {"reason", "until"}):
        return None, f"has an unknown option {unknown[0]}= (known are reason= and until=)"
    if "until" not in options:
        return None, ""
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", options["until"]):
            raise ValueError
        return date.fromisoformat(options["until"]), ""
    except ValueError:
        return None, f"has no day in until={options['until']} (expected one such as 2027-01-31)"


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def in_annotations(resources: Iterable[Resource]) -> list[Suppression]:
    """The annotations of Kubernetes objects that speak to the audit: ``CA101, CA202 until=2027-01-31: reason``."""
    return [s for resource in resources if resource.language == "kubernetes" for s in _annotated(resource)]


def _annotated(resource: Resource) -> Iterator[Suppression]:
    metadata = resource.values.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, Mapping) else None
    text = annotations.get(ANNOTATION) if isinstance(annotations, Mapping) else None
    if not isinstance(text, str):
        return
    line = resource.line_of(f"metadata.annotations.{ANNOTATION}")
    for entry in filter(None, map(str.strip, text.split("\n"))):
        rules, _, reason = entry.partition(":")
        parsed = ENTRY.fullmatch(rules.strip())
        until, wrong = _options({"until": parsed["until"]}) if parsed and parsed["until"] else (None, "")
        yield Suppression(
            rules=_names(parsed["rules"]) if parsed else (), source="annotation", file=resource.span.file, line=line,
            reason=reason.strip(), until=until, component=resource.id,
            wrong=wrong if parsed else f"cannot be understood: {entry}",
        )  # fmt: skip
