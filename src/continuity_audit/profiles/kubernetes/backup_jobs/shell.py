"""What a shell script runs: its commands in order, with the variables put in that are known.

Every command that stands in the script counts as run, whatever it hangs on. Texts are spelled: what is open in a word
stands between marks.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, OPEN_PART
from continuity_audit.profiles.kubernetes.backup_jobs.shell_words import HERE, Operator, Part, Token, Word, tokens

_MOST: Final = 2000
"""So many commands of one container are read."""
_MOST_STEPS: Final = 20_000
"""So many times a command or a word between them is come by, in loops as often as these turn."""
_LONGEST_VALUE: Final = 10_000
"""Longer values of variables are left open."""
_DEEPEST: Final = 6
"""Scripts and functions that run one another, followed."""

SHELLS: Final = frozenset({"sh", "bash", "ash", "dash", "zsh", "ksh"})
_COMMAND_FOLLOWS: Final = pattern(r"-[a-zA-Z]*c[a-zA-Z]*")
"""The option of a shell behind which the script stands."""
_RESERVED: Final = frozenset({
    "if", "then", "else", "elif", "fi", "while", "until", "do", "done", "{", "}", "!", "time",
})  # fmt: skip
_SETTING: Final = frozenset({"export", "local", "declare", "readonly", "typeset"})
_BEFORE: Final[Mapping[str, int]] = {
    "exec": 0, "sudo": 0, "nohup": 0, "command": 0, "eval": 0, "env": 0, "nice": 0, "ionice": 0, "stdbuf": 0,
    "timeout": 1, "gosu": 1, "su-exec": 1, "setpriv": 0, "tini": 0, "dumb-init": 0, "with-contenv": 0,
}  # fmt: skip
"""Programs that run another one, with the number of words that they take before it besides options."""
_ASSIGNMENT: Final = pattern(r"([A-Za-z_]\w*)\+?=(.*)", re.DOTALL)
_OPEN: Final = pattern(OPEN_PART)
_PIECES: Final = pattern(rf"(?:{OPEN_PART}|\S)+")
"""The words of a command that stands in one text."""
_EXPANSION: Final = pattern(r"(\w+|[@*])(?::?([-=?+])(.*))?", re.DOTALL)


UNSEEN: Final = "…"
"""Stands in an environment for variables of which not even the names are in the code."""


class Command(Struct, frozen=True):
    """A program that is run, with its arguments."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    """The files that what it prints goes to."""
    document: str = ""
    """The text that it reads."""
    folder: str = ""
    """Where it is run."""
    pipeline: int = 0
    """What it shares with those that it is piped to or from."""
    within: tuple[str, ...] = ()
    """The command of kubectl that runs it inside of another pod, up to the program."""

    @property
    def program(self) -> str:
        """The name of the program."""
        return posixpath.basename(self.words[0])

    def path(self, word: str) -> str:
        """The path that a word is, from the root where the folder is known."""
        return posixpath.normpath(posixpath.join(self.folder, word)) if word else ""


class Files(Struct, frozen=True):
    """The scripts that a container can run, by their paths."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def script(self, path: str) -> str | None:
        """The text of a script."""
        return self.texts.get(posixpath.normpath(path)) if path else None


def open_part(name: str) -> str:
    """The spelling of a variable that is not known."""
    return f"{MARK}${name}{MARK}"


def run(words: Sequence[str], environment: Mapping[str, str], files: Files, folder: str = "") -> list[Command]:
    """The commands that a container runs which is started with some words."""
    shell = _Shell(dict(environment), files, folder)
    shell.start(list(words))
    return shell.commands


class _Shell:
    def __init__(self, environment: dict[str, str], files: Files, folder: str) -> None:
        self.environment, self.files, self.folder = environment, files, folder
        self.commands: list[Command] = []
        self.functions: dict[str, Sequence[Token]] = {}
        self.within: tuple[str, ...] = ()
        self.pipeline = self.depth = self.steps = 0

    # --- programs -------------------------------------------------------------------------------------------------

    def start(
        self, words: list[str], own: Mapping[str, str] | None = None, outputs: Sequence[str] = (), document: str = ""
    ) -> None:
        """Run a program: what it is itself, and what it runs in turn."""
        given = {**self.environment, **(own or {})}
        words = _without_those_before(words, given)
        if not words or len(self.commands) >= _MOST:
            return
        program = posixpath.basename(words[0])
        if program in ("kubectl", "oc") and "exec" in words and "--" in words:
            self._in_another_pod(words, outputs)
        elif words[0] in self.functions:
            self._inside(self.functions[words[0]], words[1:])
        elif found := self._script(program, words):
            script, arguments = found
            before = len(self.commands)
            self._inside(tokens(script), arguments)
            for i in range(before, len(self.commands)) if outputs else ():
                self.commands[i] = replace(self.commands[i], outputs=(*self.commands[i].outputs, *outputs))
        else:
            places = (tuple(outputs), document, self.folder, self.pipeline, self.within)
            self.commands.append(Command(tuple(words), given, *places))

    def _in_another_pod(self, words: list[str], outputs: Sequence[str]) -> None:
        """Run what ``kubectl exec`` runs, which knows nothing of the variables here."""
        at = words.index("--")
        kept, self.environment, self.within = (self.environment, self.within), {}, tuple(words[:at])
        self.start(words[at + 1 :], outputs=outputs)
        self.environment, self.within = kept

    def _script(self, program: str, words: list[str]) -> tuple[str, list[str]] | None:
        """The script that words run, in them or in a file, and its arguments."""
        if program in SHELLS or program == "su":
            for i, word in enumerate(words[1:-1], start=1):
                if _COMMAND_FOLLOWS.fullmatch(word):
                    return words[i + 1], words[i + 3 :]
            rest = [word for word in words[1:] if not word.startswith(("-", "+"))]
            named = next(((i, t) for i, w in enumerate(rest) if (t := self.files.script(self._path(w)))), None)
            return (named[1], rest[named[0] + 1 :]) if named else None
        place, rest = (words[1], words[2:]) if program in (".", "source") and len(words) > 1 else (words[0], words[1:])
        text = self.files.script(self._path(place))
        return (text, rest) if text and not _is_of_another_language(text) else None

    def _path(self, word: str) -> str:
        return posixpath.join(self.folder or "/", word)

    def _inside(self, script: Sequence[Token], arguments: Sequence[str]) -> None:
        """Run a script or a function with its arguments."""
        if self.depth >= _DEEPEST:
            return
        positions = {str(i): word for i, word in enumerate(arguments, start=1)}
        before = {key: self.environment[key] for key in self.environment if key.isdigit() or key == "@"}
        self._give(positions | {"@": " ".join(arguments)})
        self.depth += 1
        self._sequence(script)
        self.depth -= 1
        self._give(before)

    def _give(self, arguments: Mapping[str, str]) -> None:
        for key in [key for key in self.environment if key.isdigit() or key == "@"]:
            del self.environment[key]
        self.environment.update(arguments)

    # --- scripts --------------------------------------------------------------------------------------------------

    def _sequence(self, script: Sequence[Token]) -> None:
        at = 0
        while at < len(script) and len(self.commands) < _MOST and self.steps < _MOST_STEPS:
            self.steps += 1
            at = self._one(script, at)

    def _one(self, script: Sequence[Token], at: int) -> int:
        """Run the command that begins at a place, and say where the next one begins."""
        token = script[at]
        if isinstance(token, Operator):
            self.pipeline += token.text not in ("|", "|&")
            return at + 1
        if token.plain == "for":
            return self._loop(script, at)
        if token.plain in _RESERVED:
            return at + 1
        if function := _function(script, at):
            name, start, stop = function
            self.functions[name] = script[start:stop]
            return stop + 1
        stop = next((i for i in range(at, len(script)) if _ends(script[i])), len(script))
        self._simple(script[at:stop])
        return stop

    def _loop(self, script: Sequence[Token], at: int) -> int:
        """Run the body of a loop once for each of the words that its variable stands for."""
        name = script[at + 1] if at + 1 < len(script) else None
        do = _find(script, at, "do")
        body, stop = do + 1, _matching(script, do, "do", "done")
        words = [t for t in script[at + 2 : do] if isinstance(t, Word)][1:]
        values = [value for word in words for value in self._expanded(word)]
        for value in values or [open_part("1")]:
            if isinstance(name, Word):
                self.environment[name.plain] = value
            self._sequence(script[body:stop])
        return stop + 1

    def _simple(self, command: Sequence[Token]) -> None:
        words: list[str] = []
        given: dict[str, str] = {}
        outputs: list[str] = []
        redirects = document = ""
        for token in command:
            if isinstance(token, Operator):
                redirects = token.text
            elif redirects == HERE:
                document, redirects = "".join(map(self._text, token.parts)), ""
            elif redirects:
                outputs += self._expanded(token) if ">" in redirects and redirects != ">&" else ()
                redirects = ""
            elif not words and (assigned := self._assigned(token)):
                given.update([assigned])
            else:
                words += self._expanded(token)
        if not words:
            self._keep(given.items())
        elif words[0] in _SETTING:
            self._keep((found[1], found[2]) for w in words[1:] if (found := _ASSIGNMENT.fullmatch(w)))
        elif words[0] == "cd" and len(words) > 1:
            self.folder = posixpath.normpath(self._path(words[1]))
        else:
            self.start(words, given, () if self.within else outputs, document)  # no file of another pod

    def _keep(self, given: Iterable[tuple[str, str]]) -> None:
        """Give variables their values; one that grows without end is open."""
        for name, value in given:
            self.environment[name] = value if len(value) <= _LONGEST_VALUE else open_part(name)

    # --- words ----------------------------------------------------------------------------------------------------

    def _assigned(self, word: Word) -> tuple[str, str] | None:
        """The variable that a word gives a value to, and the value."""
        first = word.parts[0]
        found = _ASSIGNMENT.fullmatch(first.text) if first.kind == "text" and not first.quoted else None
        if found is None:
            return None
        return found[1], found[2] + "".join(self._text(part) for part in word.parts[1:])

    def _expanded(self, word: Word) -> list[str]:
        """The words that a word becomes: what is put in without quotes is parted at its spaces."""
        done: list[str] = []
        current: str | None = None
        for part in word.parts:
            text = self._text(part)
            if part.kind == "text" or part.quoted or MARK in text:
                current = (current or "") + text
                continue
            pieces = text.split()
            if pieces and current is not None and not text[:1].isspace():
                pieces[0] = current + pieces[0]
            elif current is not None:
                done.append(current)
            done += pieces[:-1]
            current = pieces[-1] if pieces else None
        return done if current is None else [*done, current]

    def _text(self, part: Part) -> str:
        if part.kind == "text":
            return part.text
        if part.kind == "substitution":
            return self._substituted(part.text)
        found = _EXPANSION.fullmatch(part.text)
        if found is None:
            name = re.sub(r"\W.*", "", part.text.lstrip("#!"), flags=re.DOTALL)
            return _open_in(self.environment.get(name, "")) or open_part(name or "#")
        name, how, other = found[1].replace("*", "@"), found[2], found[3]
        known = self.environment.get(name)
        if how == "+":
            return self._quoted(other) if known else ""
        if known is None and how in ("-", "="):
            return self._quoted(other)
        return open_part(name) if known is None else known

    def _quoted(self, text: str) -> str:
        return "".join(self._text(p) for t in tokens(f'"{text}"') if isinstance(t, Word) for p in t.parts)

    def _substituted(self, script: str) -> str:
        """What a script prints is open; what it runs is run."""
        before = len(self.commands)
        if self.depth < _DEEPEST:
            self.depth += 1
            self._sequence(tokens(script))
            self.depth -= 1
        ran = self.commands[before:]
        if len(ran) == 1 and ran[0].program == "echo" and not ran[0].outputs:
            return " ".join(ran[0].words[1:])
        words = "" if ran and ran[-1].program == "date" else " ".join(word for one in ran for word in one.words)
        return _open_in(words) or f"{MARK}$({_shortly(ran)}){MARK}"


def _open_in(text: str) -> str:
    """The first open part of a text, as it is spelled."""
    found = _OPEN.search(text)
    return found[0] if found else ""


def _shortly(ran: Sequence[Command]) -> str:
    """What commands are called: by the last of them, and of one that asks for pods by how these are selected."""
    asks = next((command for command in ran if command.program in ("kubectl", "oc")), None)
    return " ".join(asks.words) if asks else ran[-1].program if ran else ""


def _without_those_before(words: list[str], environment: dict[str, str]) -> list[str]:
    """The words without the programs before that only run another one, and what these set."""
    while words and (count := _BEFORE.get(posixpath.basename(words[0]))) is not None:
        words = words[1:]
        while words and ((found := _ASSIGNMENT.fullmatch(words[0])) or words[0].startswith("-")):
            if found:
                environment[found[1]] = found[2]
            words = words[1:]
        words = words[count:]
    return _PIECES.findall(words[0]) if len(words) == 1 else words


def _is_of_another_language(script: str) -> bool:
    first = script.partition("\n")[0]
    return first.startswith("#!") and not any(re.search(rf"\b{shell}\b", first) for shell in SHELLS)


def _ends(token: Token) -> bool:
    return isinstance(token, Operator) and not set(token.text) & {"<", ">"}


def _find(script: Sequence[Token], start: int, word: str) -> int:
    return next((i for i in range(start, len(script)) if _is(script[i], word)), len(script))


def _is(token: Token, word: str) -> bool:
    return isinstance(token, Word) and token.plain == word


def _matching(script: Sequence[Token], start: int, opens: str, closes: str) -> int:
    """Where what opens at a place is closed."""
    depth = 0
    for i in range(start, len(script)):
        depth += _is(script[i], opens) - _is(script[i], closes)
        if not depth:
            return i
    return len(script)


def _function(script: Sequence[Token], at: int) -> tuple[str, int, int] | None:
    """The name of the function that is defined at a place, and where its body begins and ends."""
    name, rest = script[at], at + 1
    if _is(name, "function") and rest < len(script):
        name, rest = script[rest], rest + 1
    elif list(script[rest : rest + 2]) != [Operator("("), Operator(")")]:
        return None
    while rest < len(script) and isinstance(script[rest], Operator):
        rest += 1
    if rest == len(script) or not _is(script[rest], "{") or not isinstance(name, Word):
        return None
    return name.plain, rest + 1, _matching(script, rest, "{", "}")


__all__ = ["SHELLS", "UNSEEN", "Command", "Files", "open_part", "run"]
