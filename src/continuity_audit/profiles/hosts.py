"""The hosts that a text names: an environment variable, a command line, or a file of settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.profiles.telemetry import TELEMETRY

_LABEL: Final = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_HOST: Final = rf"{_LABEL}(?:\.{_LABEL})*"
_LIST: Final = rf"{_HOST}(?::\d{{1,5}})?(?:,{_HOST}(?::\d{{1,5}})?)*"
_END: Final = r"(?=[\s,;:/?\"'`)\]}<>|&\\]|$)"
_WORDS: Final = (
    r"(?i:hosts?|hostname|host_name|addr|addrs|address|addresses|urls?|uris?|endpoints?|servers?|brokers?|upstreams?)"
)

_NAMES_A_HOST: Final = pattern(rf"{_WORDS}$")
_SPEAKS_OF_IMAGES: Final = pattern(r"image$|image[\"']?\s*[:=]\s*[\"']?$", re.IGNORECASE)
_ALONE: Final = pattern(_HOST)
_WITH_PORT: Final = pattern(rf"(?<![-\w.:/@$])({_HOST}):\d{{2,5}}(?![\w.:-])")
_COMMENT: Final = pattern(r"^[ \t]*(?:#|//|;|--[ \t]).*$", re.MULTILINE)
_WATCHES: Final = pattern(r"^scrape_configs:", re.MULTILINE)
_PATTERNS: Final = (
    pattern(rf"://(?:[^\s/@,\"']*@)?({_LIST}){_END}"),
    pattern(rf":[^\s@/]{{0,200}}@({_LIST}){_END}"),
    pattern(rf"(?<![-\w.])({_LABEL}(?:\.{_LABEL})+\.svc(?:\.{_LABEL})*)(?![-\w])"),
    pattern(rf"{_WORDS}[\"']?[ \t]{{0,20}}[:=][ \t]{{0,20}}(?:\n[ \t]{{0,40}}-[ \t])?[\"'\[]{{0,2}}({_LIST}){_END}"),
    pattern(rf"(?<![\w-])--?(?:h|[\w.-]{{0,60}}?{_WORDS})[\s\"',]{{1,8}}({_LIST}){_END}"),
    pattern(
        r"(?<![\w./-])(?:nc|ncat|netcat|telnet|nslookup|ping|getent[ ]hosts)(?:\s+-[\w-]+(?:[ ]\d+)?)*"
        rf"\s+[\"']?({_HOST}){_END}"
    ),
    pattern(rf"/dev/tcp/({_HOST})/"),
)
"""In a URL or a login; in the cluster's domain; by a key or an option that says so; by what waits for a host."""


def hosts_in(name: str, value: str) -> Iterator[str]:
    """The hosts that a setting names, alone only where its name says that it is one; a command has no name.

    None is where telemetry is sent: who sends it goes on without.
    """
    if name in TELEMETRY:
        return
    for form in _PATTERNS:
        for found in form.finditer(value):
            yield from _each(found[1])
    if not _SPEAKS_OF_IMAGES.search(name):
        yield from _with_port(value)
    if _NAMES_A_HOST.search(name):
        yield from (part for part in value.split(",") if _ALONE.fullmatch(part))


def names_a_host(setting: str) -> bool:
    """Whether a setting says by its name that its value is a host."""
    return bool(_NAMES_A_HOST.search(setting))


def hosts_in_file(text: str) -> Iterator[str]:
    """The hosts that a file of settings names, without its comments; who only watches others needs none of them."""
    if not _WATCHES.search(text):
        yield from hosts_in("", _COMMENT.sub("", text))


def _with_port(text: str) -> Iterator[str]:
    """The hosts with a port; what an image's version looks like is none."""
    for found in _WITH_PORT.finditer(text):
        if not _SPEAKS_OF_IMAGES.search(text[max(found.start() - 20, 0) : found.start()]):
            yield found[1]


def _each(listed: str) -> Iterator[str]:
    return (part.partition(":")[0] for part in listed.split(","))


__all__ = ["hosts_in", "hosts_in_file", "names_a_host"]
