"""The questions that Terraform's roots ask of the audited tree, answered anew, each as a digest."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.reading import Inputs
from continuity_audit.parsers.secret_texts import secret_texts
from continuity_audit.parsers.terraform.access.mapped import MAPPED
from continuity_audit.parsers.terraform.access.unit_files import Paths
from continuity_audit.parsers.terraform.access.watched import asked_again
from continuity_audit.parsers.watching import Digests, Question, Record, Seen, digest_of

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.tree.project import TerraformTree

MANIFEST: Final = ".terraform/modules/modules.json"
"""Where ``terraform init`` says, below a root, in which folders it has installed modules."""
_SECRET_ID: Final = pattern(rb"\bsecret_id\s*=\s*\"([^\"$]+)\"")
"""What a secret is called in a store of secrets is none, wherever it is named."""
_PROVIDER: Final = pattern(rb"^provider\s[^\n]*\{\s*\n.*?^\}|^provider\s[^\n]*\}[ \t]*$", re.MULTILINE | re.DOTALL)


class Answers:
    """Answers questions about a tree, each once."""

    def __init__(self, terraform: TerraformTree, digests: Digests) -> None:
        tree = terraform.tree
        self._terraform = terraform
        self._tree = tree
        self._base = tree.base
        self._digests = digests
        self._paths = Paths(tree.base)
        self._given: dict[tuple[Question, str], str] = {}
        self._secrets: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._by_kind: Mapping[str, Callable[[Question], str]] = {
            "folder": lambda question: self.of_folder(question[1]),
            "variable file": lambda question: digests.of(question[1]),
            "terragrunt": lambda question: digests.of(question[1]) if self._is_inside(question[1]) else "outside",
            "variables of": lambda question: self._of_variables(question[1]),
            "variables": lambda question: digest_of(*(file for files in tree.tfvars.values() for file in files)),
            "installed": lambda question: self._of_manifest(question[1]),
            MAPPED: lambda question: str(tree.source_map.folder(question[1])),
            "led": lambda question: tree.folder(question[1]),
            "sealed": lambda question: str(is_sealed(tree, question[1:])),
            "is-file": lambda question: str((tree.base / question[1]).is_file()),
            "is-there": lambda question: str((tree.base / question[1]).exists()),
            "repository": lambda question: f"{self._paths.absolute('.')} {self._paths.is_repository}",
            "unit": lambda question: self._of_unit(question[1]),
            **dict.fromkeys(("read", "exists", "glob"), lambda q: asked_again(q, tree.base, self._paths)),
        }

    def __call__(self, question: Question, inputs: Inputs) -> str:
        """A digest of the answer to a question now."""
        with_inputs = question[0] == "backends"
        key = (question, repr(inputs) if with_inputs else "")
        if key not in self._given:
            self._given[key] = self._of_backends(inputs) if with_inputs else self._by_kind[question[0]](question)
        return self._given[key]

    def record(self, seen: Seen, inputs: Inputs) -> Record | None:
        """What was seen, as it can be kept; nothing where it must not be, or where files changed meanwhile."""
        answers = seen.answers(lambda question: self(question, inputs))
        if answers is None:
            return None
        files = {file for question in answers for file in self._files_of(question)}
        if files & self._digests.changed:
            return None
        secrets = {file: self._secrets_of(file)[0] for file in files}
        if any(secrets[question[1]] for question in answers if question[0] == "variable file"):
            return None
        called = (self._secrets_of(file)[1] for file in files)
        return Record(answers, frozenset().union(*secrets.values()).difference(*called))

    def of_folder(self, folder: str) -> str:
        """A digest of the configuration files of a folder, their names and what is in them."""
        files = files_of(self._tree, folder)
        return digest_of(*(part for file in files for part in (file, self._digests.of(file)))) if files else "none"

    def _of_variables(self, folder: str) -> str:
        """A digest of which files of variables there are, and of what is in those that only tell what they set."""
        withheld = self._tree.withheld.get(folder, ())
        told = (part for file in withheld for part in (file, self._digests.of(file)))
        return digest_of(*self._tree.tfvars.get(folder, ()), *told)

    def _of_manifest(self, root: str) -> str:
        return self._digests.of(posixpath.join(root, MANIFEST)) if self._tree.uses_installed_modules else "not used"

    def _is_inside(self, file: str) -> bool:
        return (self._base / file).resolve().is_relative_to(self._base.resolve())

    def _of_unit(self, root: str) -> str:
        known = self._terraform.units.identity(root) if self._tree.terragrunt else ()
        return digest_of(*known) if known else "none"

    def _of_backends(self, inputs: Inputs) -> str:
        kept = [(root, b.kind, key_of(dict(b.settings))) for root, b in self._terraform.backends(inputs)]
        return digest_of(*(part for entry in kept for part in entry))

    def _files_of(self, question: Question) -> Sequence[str]:
        match question:
            case "folder", folder:
                return files_of(self._tree, folder)
            case "variable file" | "terragrunt", file:
                return (file,)
            case _:
                return ()

    def _secrets_of(self, file: str) -> tuple[frozenset[str], frozenset[str]]:
        """The texts of a file that are secret, and what secrets are called in it."""
        if file not in self._secrets:
            try:
                content = self._digests.took(file, self._tree.read(file))
            except OSError:
                content = b""
            # What a provider is given stays with it, but for its region and its account.
            code = _PROVIDER.sub(b"", content) if file.endswith(".tf") else content
            called = frozenset(name.decode("utf-8", "replace") for name in _SECRET_ID.findall(content))
            self._secrets[file] = secret_texts(code, code=True), called
        return self._secrets[file]


def files_of(tree: Tree, folder: str) -> Sequence[str]:
    """The configuration files of a folder of the tree, or of a module that ``terraform init`` has installed there."""
    return tree.terraform.get(folder) or _installed_files(tree, folder)


def _installed_files(tree: Tree, folder: str) -> list[str]:
    """The files of an installed module, a folder that discovery leaves out."""
    installed = ".terraform/modules/" in f"{folder}/" and not folder.startswith("..")
    if not (installed and tree.uses_installed_modules):
        return []
    try:
        names = sorted(p.name for p in (tree.base / folder).iterdir() if p.is_file())
    except OSError:
        return []
    return [f"{folder}/{n}" for n in names if n.endswith((".tf", ".tf.json", ".tofu", ".tofu.json"))]


def is_sealed(tree: Tree, folders: Iterable[str]) -> bool:
    """Whether a file of variables of these folders is encrypted."""
    return any((posixpath.dirname(file) or ".") in folders for file in tree.encrypted)
