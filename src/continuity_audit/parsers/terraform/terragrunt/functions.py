"""The functions that only Terragrunt has. Nothing is run, decrypted or asked of a cloud.

Source: https://terragrunt.gruntwork.io/docs/reference/hcl/functions
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from continuity_audit.estate import secrecy
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import Null
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, NotEvaluated, NotThere
from continuity_audit.parsers.terraform.evaluation.tfvars_calls import decoded
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.files import read_bytes

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.terragrunt.configuration import Configuration

ASKED: Final = (
    "get_aws_account_alias", "get_aws_account_id", "get_aws_caller_identity_arn", "get_aws_caller_identity_user_id",
    "get_platform", "get_terraform_command", "get_terraform_cli_args", "get_default_retryable_errors", "run_cmd",
    "sops_decrypt_file", "constraint_check", "get_working_dir", "mark_glob_as_read",
)  # fmt: skip
"""Functions whose value no code holds; their own name is the cause."""

COMMANDS: Final = {
    "input": ("apply", "import", "init", "plan", "refresh"),
    "locking": ("apply", "destroy", "import", "plan", "refresh", "taint", "untaint"),
    "parallelism": ("apply", "plan", "destroy"),
    "vars": ("apply", "console", "destroy", "import", "plan", "push", "refresh"),
}
"""The commands of Terraform that take an option, as ``get_terraform_commands_that_need_…`` lists them."""

CONFIGURATION: Final = "terragrunt.hcl"

Call = Callable[..., Value]


def functions_of(at: Configuration) -> Mapping[str, Call]:
    """The functions of a configuration by name."""
    calls = Calls(at)
    asked = {name: (lambda *arguments, called=name: _asked(called, arguments)) for name in ASKED}
    needing = {f"get_terraform_commands_that_need_{of}": (lambda c=c: c) for of, c in COMMANDS.items()}
    return {
        **asked,
        **needing,
        "deep_merge": merged,
        "find_in_parent_folders": _plain(calls.find_in_parent_folders, "find_in_parent_folders"),
        "get_env": _plain(calls.environment, "get_env"),
        "get_original_terragrunt_dir": lambda: calls.absolute(at.original),
        "get_parent_terragrunt_dir": _plain(calls.parent_folder, "get_parent_terragrunt_dir"),
        "get_path_from_repo_root": lambda: posixpath.relpath(calls.absolute(at.home), at.tree.paths.repository),
        "get_path_to_repo_root": lambda: posixpath.relpath(at.tree.paths.repository, calls.absolute(at.home)),
        "get_repo_root": lambda: at.tree.paths.repository,
        "get_terragrunt_dir": lambda: calls.absolute(at.home),
        "get_terragrunt_source_cli_flag": lambda: "",
        "mark_as_read": lambda path: path,
        "path_relative_from_include": _plain(calls.path_from_include, "path_relative_from_include"),
        "path_relative_to_include": _plain(calls.path_to_include, "path_relative_to_include"),
        "read_terragrunt_config": calls.read_configuration,
        "read_tfvars_file": _plain(calls.read_variables, "read_tfvars_file"),
    }


def merged(*values: Value) -> Value:
    """Objects merged by their keys at every depth, lists one after the other; the last wins."""
    from continuity_audit.parsers.terraform.terragrunt.merging import deep_merge

    found: Value = {}
    for value in map(unmark, values):
        if isinstance(value, str | int | tuple):
            raise EvaluationProblem("deep_merge takes objects")
        found = found if value is None or isinstance(value, Null) else deep_merge(found, value)
    return found


def _asked(name: str, arguments: tuple[Value, ...]) -> Unknown:
    if name == "run_cmd":  # the options of the function, and the command without its arguments: they may be passwords
        options = list(takewhile(lambda word: isinstance(word, str) and word.startswith("--terragrunt-"), arguments))
        shown: Sequence[Value] = arguments[: len(options) + 1]
    else:
        shown = arguments
    written = ", ".join(f'"{argument}"' for argument in shown if isinstance(argument, str))
    cause = f"{name}({written})"
    return Unknown(frozenset({cause}), f"{name}({key_of(arguments)})")


def _plain(call: Call, name: str) -> Call:
    """The call for texts; what is open in its arguments makes the result open."""

    def over(*arguments: Value) -> Value:
        if any(isinstance(argument, Unknown) for argument in arguments[:1]):
            return Unknown(causes_of(arguments), f"{name}({key_of(arguments)})")
        return call(*arguments)

    return over


class Calls:
    """The functions that know where they are called."""

    def __init__(self, at: Configuration) -> None:
        self._at = at

    def environment(self, name: Value, *default: Value) -> Value:
        """What is given from outside; else a default, which counts as a variable's does."""
        if not isinstance(name, str):
            return default[0] if default else Unknown(frozenset({f"env.{name}"}), f"env.{name}")
        self._at.shared.environment.setdefault(name, self._at.file)
        given = self._at.tree.environment.get(name, *default[:1])
        if given is None:
            return Unknown(frozenset({f"env.{name}"}), f"env.{name}")
        return secrecy.named(name, given)

    def absolute(self, path: str) -> str:
        """A path of the tree as Terragrunt writes it."""
        return self._at.tree.paths.absolute(path)

    def find_in_parent_folders(self, name: Value = CONFIGURATION, *fallback: Value) -> Value:
        """The nearest file or folder of a name in the folders above.

        Raises:
            NotThere: there is none, and none can lie above the tree.
        """
        if not isinstance(name, str):
            raise EvaluationProblem("find_in_parent_folders takes a text")
        folder, in_tree = self._at.home, True
        while folder not in (".", "") and not folder.startswith(".."):
            folder = posixpath.dirname(folder) or "."
            asked, place = self._at.tree.paths.inside(name, folder), self._at.place(name, folder)
            in_tree = in_tree and place is not None
            if asked is not None and place is not None and self._at.has_file(place, folder_too=True):
                return self.absolute(asked)
        if fallback:
            return fallback[0]
        cause = f'find_in_parent_folders("{name}")'
        unknown = Unknown(frozenset({cause}), f"{self._at.home}::{cause}")
        if in_tree and self._at.tree.paths.is_repository:
            raise NotThere(f"{cause} finds no such file", unknown)
        return unknown

    def _included(self, label: Value) -> str:
        """The folder of the configuration that is included, as seen from either side."""
        if self._at.child is not None:
            return self._at.folder
        found = self._at.includes
        chosen = found.get(label) if isinstance(label, str) else next(iter(found.values()), None)
        return self._at.home if chosen is None else chosen.folder

    def parent_folder(self, label: Value = None) -> Value:
        """The folder of the included configuration."""
        return self.absolute(self._labelled(label))

    def path_to_include(self, label: Value = None) -> Value:
        """From the included configuration to the unit."""
        return posixpath.relpath(self.absolute(self._at.home), self.absolute(self._labelled(label)))

    def path_from_include(self, label: Value = None) -> Value:
        """From the unit to the included configuration."""
        return posixpath.relpath(self.absolute(self._labelled(label)), self.absolute(self._at.home))

    def _labelled(self, label: Value) -> str:
        child = self._at.child
        if child is not None and isinstance(label, str) and (other := child.includes.get(label)) is not None:
            return other.folder
        return self._included(label)

    def read_configuration(self, path: Value, *fallback: Value) -> Value:
        """Another Terragrunt file, read where it stands; relative paths start in the folder of the unit.

        Raises:
            NotThere: the tree has no such file.
        """
        from continuity_audit.parsers.terraform.terragrunt.configuration import MAX_DEPTH, VALUES, Configuration

        if not isinstance(path, str):
            return Unknown(causes_of(path), f"read_terragrunt_config({key_of(path)})")
        at = self._at
        asked, file = at.tree.paths.inside(path, at.home), at.place(path, at.home)
        if file is not None and asked is not None and not at.has_file(file) and at.has_file(file, folder_too=True):
            asked, file = (posixpath.normpath(posixpath.join(folder, CONFIGURATION)) for folder in (asked, file))
        if file is None or asked is None or not at.has_file(file):
            if asked == posixpath.normpath(posixpath.join(at.home, VALUES)) and isinstance(at.values, Mapping):
                return at.values  # the file that Terragrunt writes beside a unit of a stack
            if fallback:
                return fallback[0]
            cause = f'read_terragrunt_config("{path}")'
            unknown = Unknown(frozenset({cause}), f"{at.home}::{cause}")
            if file is not None:
                raise NotThere(f"{cause} finds no such file", unknown)
            return unknown
        if at.depth >= MAX_DEPTH:
            raise NotEvaluated(f"more than {MAX_DEPTH} files that read each other (limit)")
        if file not in at.shared.read:
            at.shared.read[file] = Configuration(
                at.tree, file, home=posixpath.dirname(asked) or ".", original=at.original, trace=at.trace,
                shared=at.shared, values=at.values, depth=at.depth + 1,
            )  # fmt: skip
        return at.shared.read[file].exposed()

    def read_variables(self, path: Value) -> Value:
        """A file of variables as JSON; relative paths start in the folder of the unit.

        Raises:
            EvaluationProblem: there is no such file, or Terragrunt would refuse it.
        """
        from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate_constant

        at = self._at
        cause = f'read_tfvars_file("{path}")'
        place = at.place(str(path), at.home)
        if place is None:
            return Unknown(frozenset({cause}), f"{at.home}::{cause}")
        at.shared.files.add(place)
        try:
            content = read_bytes("read_tfvars_file", at.files, self.absolute(place))
            if isinstance(content, Unknown) or b"\0" in content:
                return Unknown(frozenset({cause}), f"{at.home}::{cause}")
            text = content.decode("utf-8", "replace")
            if place.endswith("json"):
                return text
            return call_function("jsonencode", [decoded((text,), evaluate_constant)])
        except LimitError as problem:
            raise NotEvaluated(f"{cause}: {problem} (limit)") from problem
        except FunctionError as problem:
            raise EvaluationProblem(f"{cause}: {problem}") from problem
