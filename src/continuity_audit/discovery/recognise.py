"""What a file is: first by its name, then, where that does not say, by its text."""

from __future__ import annotations

import os
import re
import stat
from enum import Enum, auto

from continuity_audit.estate.os_errors import in_words
from continuity_audit.estate.patterns import pattern

LONGEST = 20_000_000
"""Bytes of a file that is read; see docs/configuration.md."""
ENCRYPTED = "encrypted with git-crypt"
TOO_LONG = "larger than 20 MB"
NOT_REGULAR = "neither a file nor a folder"

_HEAD = 1_000_000
"""Bytes of a file that is too long which are read to say what it would have been."""


class Form(Enum):
    """What the name of a file makes of it."""

    TERRAFORM = auto()
    TFVARS = auto()
    TERRAGRUNT = auto()
    STACK = auto()
    TERRAMATE = auto()
    CHART = auto()
    KUSTOMIZATION = auto()
    YAML = auto()
    JSON = auto()
    OTHER = auto()


class Text(Enum):
    """What the text of a YAML or JSON file makes of it."""

    MANIFEST = auto()
    PLAN = auto()
    OTHER = auto()


_NAMES = {
    ".continuity-audit.yaml": Form.OTHER,  # our own configuration is no code that is audited
    "Chart.yaml": Form.CHART,
    "kustomization.yaml": Form.KUSTOMIZATION,
    "kustomization.yml": Form.KUSTOMIZATION,
    "Kustomization": Form.KUSTOMIZATION,
    "terragrunt.hcl": Form.TERRAGRUNT,
    "terragrunt.hcl.json": Form.TERRAGRUNT,
    "terragrunt.stack.hcl": Form.TERRAGRUNT,
}
_STACKS = ("tfcomponent", "tfdeploy", "tfstack")
"""What files of Terraform Stacks are called (https://developer.hashicorp.com/terraform/language/stacks), and were."""
_ENDINGS = (
    (".tf", Form.TERRAFORM),
    (".tf.json", Form.TERRAFORM),
    (".tofu", Form.TERRAFORM),
    (".tofu.json", Form.TERRAFORM),
    (".tfvars", Form.TFVARS),
    (".tfvars.json", Form.TFVARS),
    *((f".{part}.{syntax}", Form.STACK) for part in _STACKS for syntax in ("hcl", "json")),
    (".tm", Form.TERRAMATE),  # https://terramate.io/docs/cli/reference/configuration/
    (".tm.hcl", Form.TERRAMATE),
    (".yaml", Form.YAML),
    (".yml", Form.YAML),
    (".json", Form.JSON),
)

_KEYS = (b"apiVersion", b"kind")
_AT_LINE_START = [pattern(rb"^(?:\xef\xbb\xbf)?[\"']?%s[\"']?[ \t]*:" % key, re.MULTILINE) for key in _KEYS]
_INDENTED = [pattern(rb"^ +[\"']?%s[\"']?[ \t]*:" % key, re.MULTILINE) for key in _KEYS]
_INDENTED_DOCUMENT = pattern(rb"(?:\A|^---.*\n)(?:[ \t]*(?:#.*)?\n)* +[^\s#]", re.MULTILINE)
_MERGED = pattern(rb"^<<[ \t]*:", re.MULTILINE)
_ANYWHERE = [pattern(rb"\b%s[\"']?[ \t]*:" % key) for key in _KEYS]
_IN_BRACES = [pattern(rb"[\"']?\b%s[\"']?\s*:\s*[\"'\w]" % key) for key in _KEYS]
_PLAN_VERSION = pattern(rb'"format_version"\s*:\s*"')
_PLAN_PARTS = pattern(rb'"(?:planned_values|resource_changes)"\s*:')


_BEGINNING = 4_000
"""Bytes within which a state or a log says what it is."""
_STATE_FILE = pattern(rb'"lineage"\s*:\s*"')
_SERIAL = pattern(rb'"serial"\s*:')
_REDACTED_VERSION = pattern(rb'"plan_format_version"\s*:\s*"')
_LOG_LINE = pattern(rb'\s*\{"@level"\s*:')

STATE = "a state, not a plan: `terraform show -json` prints a plan only where it is given the plan file"
REDACTED = "a plan without its values, as HCP Terraform gives it: `terraform show -json` prints those, too"
LOG = "the log of `terraform plan -json`, not a plan: `terraform show -json` prints the plan that it made"


class ReadError(Exception):
    """A file that is not read, with the reason in words; `line` is 0 where it is the file as a whole."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


def form_of(name: str) -> Form:
    """What a file's name says."""
    if name in _NAMES:
        return _NAMES[name]
    return next((form for ending, form in _ENDINGS if name.endswith(ending)), Form.OTHER)


def is_loaded_by_itself(name: str) -> bool:
    """Whether Terraform loads a file of this name without being told to, for the values of variables."""
    return name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith((".auto.tfvars", ".auto.tfvars.json"))


def text_of(data: bytes) -> Text:
    """What the text of a YAML or JSON file says, as far as a look for its keys can tell."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    start = data[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        if _PLAN_VERSION.search(data) and _PLAN_PARTS.search(data):
            return Text.PLAN
        return Text.MANIFEST if _all_in(_IN_BRACES, data) else Text.OTHER
    if _all_in(_AT_LINE_START, data) or (_MERGED.search(data) and _all_in(_ANYWHERE, data)):
        return Text.MANIFEST
    indented = _all_in(_INDENTED, data) and _INDENTED_DOCUMENT.search(data)
    return Text.MANIFEST if indented else Text.OTHER


def no_plan(data: bytes) -> str:
    """What JSON of Terraform is that somebody may take for a plan, and is none; empty where it is nothing of that."""
    data = data[:_BEGINNING]
    if _LOG_LINE.match(data):
        return LOG
    if _REDACTED_VERSION.search(data):
        return REDACTED
    if _PLAN_VERSION.search(data) or (_STATE_FILE.search(data) and _SERIAL.search(data)):
        return STATE
    return ""


def read(path: str) -> bytes:
    """The bytes of a regular file of bearable size; never waits for a pipe or a device."""
    return _read(path, LONGEST)


def text_of_head(path: str) -> Text:
    """What the beginning of a file that is too long says."""
    return text_of(_read(path, _HEAD, whole=False))


def refuse_unless_utf8(data: bytes) -> None:
    """Raises with the line of the first byte that no UTF-8 text holds."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise ReadError("not UTF-8 text", data.count(b"\n", 0, error.start) + 1) from None


def _all_in(patterns: list[re.Pattern[bytes]], data: bytes) -> bool:
    return all(pattern.search(data) for pattern in patterns)


def _read(path: str, longest: int, *, whole: bool = True) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ReadError(in_words(error)) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(NOT_REGULAR)
        if whole and status.st_size > longest:
            raise ReadError(TOO_LONG)
        data = os.read(descriptor, min(longest, status.st_size))
    except OSError as error:
        raise ReadError(in_words(error)) from None
    finally:
        os.close(descriptor)
    if data.startswith(b"\0GITCRYPT\0"):
        raise ReadError(ENCRYPTED)
    return data
