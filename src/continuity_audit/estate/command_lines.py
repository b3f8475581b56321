"""Passwords that programs take by an option whose name does not say so: ``mysql -pX``, ``curl -u u:X``.

Each program's manual says what the option is: ``mysql --help``, ``redis-cli --help`` and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from continuity_audit.estate.patterns import pattern

_LOGGED_IN: Final = r"(?:docker|podman|nerdctl|buildah|skopeo|crane|oras|helm|az|oc|argocd)"

JOINED: Final = (
    (r"(?:mysql(?:dump|admin|import|check|pump|slap|sh|_upgrade)?|mariadb(?:-[a-z]+)*)", "p"),
    (r"(?:mydumper|myloader|xtrabackup)", "p"),
    (r"(?:7z[arz]?|unrar|rar|sshpass)", "p"),
)  # fmt: skip
"""Programs, and the letter of the option that a password follows without a space."""
APART: Final = (
    (r"(?:redis|valkey|keydb)-cli", "a"),
    (r"sshpass", "p"),
    (r"(?:mongo(?:sh|dump|restore|export|import)?|cqlsh|rabbitmqadmin|arangodump)", "p"),
    (r"(?:sqlcmd|bcp|zip|unzip)", "P"),
    (r"ldap(?:search|modify|add|delete|passwd|compare)", "w"),
    (r"openssl", "k"),
    (r"influx", "t"),
    (rf"{_LOGGED_IN}(?:[ \t]+[\w-]+)?[ \t]+login", "p"),
)
"""Programs, and the letter of the option whose argument a password is."""
USERS: Final = (
    (r"curl", r"(?:-u|--user|-U|--proxy-user)"),
    (r"etcdctl", r"--user"),
)
"""Programs, and the option whose argument is a user with a password behind a colon."""

_PROGRAM: Final = r"(?<![\w.-])(?:{})(?![\w:./@-])"
_ON_ITS_LINE: Final = r"[^\n|;&]{0,400}?[ \t]"
_SHOWN: Final = r"(?!\\?[\"']?(?:\$|\{\{|<|…|%\(|-))"
"""What stands for a password that is put in later is no secret."""
_VALUE: Final = rf"{_SHOWN}(?:\\?\"[^\"\n]*\"|'[^'\n]*'|[^\s\"'|;&]+)"


def _in_text(programs: str, option: str) -> re.Pattern[str]:
    return pattern(rf"(?P<before>{_PROGRAM.format(programs)}{_ON_ITS_LINE}{option}){_VALUE}")


_IN_TEXTS: Final = (
    *(_in_text(programs, f"-{letter}") for programs, letter in JOINED),
    *(_in_text(programs, rf"-{letter}[ \t]+") for programs, letter in APART),
    *(_in_text(programs, rf"{option}[ \t=]+\\?[\"']?[^\s:\"'|;&]+:") for programs, option in USERS),
    pattern(  # Oracle's tools take user/password@host
        rf"(?P<before>{_PROGRAM.format('sqlplus|expdp|impdp|rman|sqlldr')}{_ON_ITS_LINE}[\w$#]+/){_SHOWN}[^\s@/\"']+(?=@)"
    ),
    pattern(  # what is written to a program that reads a password
        rf"(?P<before>(?<![\w-])(?:echo|printf)[ \t]+(?:-n[ \t]+)?){_VALUE}"
        r"(?=[ \t]*\|[^\n|]*(?:--stdin|--password-stdin|chpasswd))"
    ),
    pattern(rf"(?P<before>(?<![\w-])mc[ \t]+(?:alias|config host)[ \t]+(?:set|add)(?:[ \t]+\S+){{3}}[ \t]+){_VALUE}"),
)
_ASKED: Final = pattern(
    r"mysql|mariadb|mydumper|myloader|xtrabackup|7z|rar|sshpass|-cli|mongo|cqlsh|rabbitmqadmin|arangodump|sqlcmd|bcp|zip"
    r"|ldap|openssl|influx|login|curl|etcdctl|sqlplus|expdp|impdp|rman|sqlldr|stdin|chpasswd|mc "
)
"""A text without any of these has no such command, which is asked first for speed."""


def passwords(text: str) -> Iterator[str]:
    """The passwords that command lines in a text hold."""
    if _ASKED.search(text) is not None:
        for taken in _IN_TEXTS:
            yield from (
                match[0][match.end("before") - match.start() :].strip("\\\"'") for match in taken.finditer(text)
            )


def without_passwords(text: str, hidden: str) -> str:
    """A text with ``hidden`` in place of the passwords that command lines in it hold."""
    if _ASKED.search(text) is None:
        return text
    for taken in _IN_TEXTS:
        text = taken.sub(lambda match: f"{match['before']}{hidden}", text)
    return text


def places_of_passwords(arguments: Sequence[object]) -> frozenset[int]:
    """Which elements of a command that is written as a list are passwords, or hold one."""
    texts = [argument if isinstance(argument, str) else "" for argument in arguments]
    programs = [text.rpartition("/")[2] for text in texts]
    found: set[int] = set()
    for named, letter in JOINED:
        option = re.compile(rf"-{letter}[^-].*", re.DOTALL)
        found.update(at for at in _after(named, programs) if option.fullmatch(texts[at]))
    for named, spelled in (*((named, f"-{letter}") for named, letter in APART), *USERS):
        option = re.compile(spelled)
        found.update(at + 1 for at in _after(named, programs) if option.fullmatch(texts[at]))
    # A verb follows the name of the program, in an element of its own.
    verb = next((at for at in _after(_LOGGED_IN, programs) if texts[at] == "login"), len(texts))
    found.update(at + 1 for at in range(verb + 1, len(texts)) if texts[at] == "-p")
    return frozenset(at for at in found if at < len(texts) and not texts[at].startswith("$"))


def _after(named: str, programs: Sequence[str]) -> range:
    """The places behind the first of some programs."""
    wanted = re.compile(named)
    first = next((at for at, program in enumerate(programs) if wanted.fullmatch(program)), len(programs))
    return range(first + 1, len(programs))
