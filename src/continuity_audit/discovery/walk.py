"""The walk over the named paths: every folder once, every file put where it belongs or listed with the reason."""

from __future__ import annotations

import os
import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from continuity_audit.discovery import recognise
from continuity_audit.discovery.ignores import Ignores, Patterns, ignores_above
from continuity_audit.discovery.recognise import Form, ReadError, Text
from continuity_audit.discovery.source_map import Source, SourceMap, source_named
from continuity_audit.discovery.tree import (
    OF_HELM,
    TRUST,
    VALUES_OF_CHART,
    DiscoveryError,
    Skipped,
    Tree,
    TrustInTree,
    Unread,
)
from continuity_audit.estate.os_errors import in_words

_NEVER = {".git", ".hg", ".svn"}
"""Folders of version control, which are not worth a line in the report."""
_WORKING_FOLDERS = {
    ".terraform": "Terraform's working folder",
    ".terragrunt-cache": "Terragrunt's cache",
    ".external_modules": "Checkov's cache of modules",
    "node_modules": "Node.js packages",
    "__pycache__": "Python's cache",
    ".mypy_cache": "mypy's cache",
    ".pytest_cache": "pytest's cache",
    ".ruff_cache": "Ruff's cache",
    ".tox": "environments of tox",
    ".nox": "environments of Nox",
}
_COPIES = {name: _WORKING_FOLDERS[name] for name in (".terraform", ".terragrunt-cache")}
"""Those that hold copies only, and that stay out of every audit."""
MOST_KEPT = 64 * 1024 * 1024
"""Bytes of files that are kept from the walk on; what is more is read again where it is needed."""
_STDIN = Path("-")
STANDARD_INPUT = "<stdin>"
"""What standard input is called where a file would have its path."""
_NAME_NOT_UTF8 = "its name is not UTF-8"
_NOT_AUDITED = "nothing that is audited: no Terraform, no Kubernetes manifest, no plan"
_BINARY_PLAN = "a binary plan; `terraform show -json` prints it as one that can be read"
_TERRAMATE = "of Terramate, whose code is read where `terramate generate` has written it"
_STACK = "of Terraform Stacks, which are not read: the modules of their components are audited without their inputs"
_OTHER = {Form.YAML: "YAML that is no Kubernetes manifest", Form.JSON: "JSON that is neither a manifest nor a plan"}


def discover(
    paths: Sequence[Path], exclude: Sequence[str] = (), stdin: bytes | None = None, trust: TrustInTree = TRUST,
    base: Path | None = None, sources: Mapping[str, Path] = MappingProxyType({}),
) -> Tree:  # fmt: skip
    """What there is to audit in folders and single files; ``exclude`` are patterns as in ``.gitignore``.

    ``stdin`` is what stands for the path ``-``; without it, that path is a file of this name. ``trust`` says what
    files of the tree may decide of this. ``base`` is what all is named from, a folder that holds all paths; without
    it, the nearest one that does. ``sources`` names the folders in it that hold modules whose sources lead elsewhere.
    """
    named = [_existing(path) for path in paths if stdin is None or path != _STDIN]
    if not named and stdin is None and base is None:
        raise DiscoveryError("no path to audit")
    folders = [path if path.is_dir() else path.parent for path in named] or [Path.cwd()]
    top = os.path.commonpath(folders) if base is None else str(base.resolve())
    walk = _Walk(top, named, Patterns.of(exclude), trust)
    source_map = _mapped(sources, top, named)
    for path in named:
        walk.start(path)
    if stdin is not None:
        walk.take_standard_input(stdin)
    return replace(walk.tree(), source_map=source_map)


def _mapped(sources: Mapping[str, Path], top: str, named: Sequence[Path]) -> SourceMap:
    """The source map, which leads nowhere but to folders that are audited."""
    folders: dict[Source, str] = {}
    for text, path in sources.items():
        source = source_named(text)
        if source is None:
            raise DiscoveryError(f"source map: {text} is a path, expected the source of modules that lie elsewhere")
        folder = _existing(path)
        if not folder.is_dir():
            raise DiscoveryError(f"source map: {path} is not a folder")
        if not any(folder.is_relative_to(place) for place in named):
            raise DiscoveryError(f"source map: {path} is not audited: name it, or a folder around it, as a PATH too")
        folders[source] = os.path.relpath(folder, top).replace(os.sep, "/")
    return SourceMap(folders)


def _existing(path: Path) -> Path:
    try:
        resolved = path.resolve(strict=True)
        if not (resolved.is_dir() or resolved.is_file()):
            raise DiscoveryError(f"{path}: {recognise.NOT_REGULAR}")
    except (OSError, RuntimeError) as error:
        reason = in_words(error) if isinstance(error, OSError) else "a symbolic link that leads to itself"
        raise DiscoveryError(f"{path}: {reason}") from None
    return resolved


class _Walk:
    """What was found so far."""

    def __init__(self, base: str, named: Sequence[Path], exclude: Patterns, trust: TrustInTree) -> None:
        self._trust = trust
        self._working_folders = _WORKING_FOLDERS if trust.hides else _COPIES
        self._base = base
        self._named = [str(path) for path in named]
        self._exclude = exclude
        self._found: dict[Form | Text, set[str]] = defaultdict(set)
        self._encrypted: set[str] = set()
        self._withheld: set[str] = set()
        self._installed: set[str] = set()
        self._links: dict[str, str] = {}
        self._folders: set[str] = set()
        self._tracked_in_part: dict[str, str] = {}
        """Folders that git ignores, with the reason, and of which it tracks files all the same."""
        self._skipped: dict[str, str] = {}
        self._unread: dict[str, Unread] = {}
        self._other_json: set[str] = set()
        self._texts: dict[str, bytes] = {}
        self._contents: dict[str, bytes] = {}
        self._room = MOST_KEPT

    def take_standard_input(self, data: bytes) -> None:
        """Takes what came on standard input: manifests or a plan."""
        text = recognise.text_of(data)
        if len(data) > recognise.LONGEST:
            self._unread[STANDARD_INPUT] = Unread(STANDARD_INPUT, 0, recognise.TOO_LONG)
        elif text is Text.OTHER:
            other = recognise.no_plan(data) or "neither Kubernetes manifests nor a plan"
            self._skipped[STANDARD_INPUT] = other if data.strip() else "empty"
        else:
            self._found[text].add(STANDARD_INPUT)
            self._texts[STANDARD_INPUT] = data

    def start(self, path: Path) -> None:
        """Walks a named folder, or takes a named file."""
        if path.is_dir():
            self._walk(str(path), ignores_above(path) if self._trust.hides else Ignores())
        else:
            self._take_named(str(path))

    def tree(self) -> Tree:
        """All that was found, in order."""
        self._found[Form.TERRAFORM] = self._without_replaced(self._found[Form.TERRAFORM])
        links = {link: target for link, target in sorted(self._links.items()) if self._is_reached(link, target)}
        self._drop_what_was_read_all_the_same()
        if self._other_json:
            self._skipped["."] = _count_of_json(len(self._other_json))
        return Tree(
            base=Path(self._base),
            terraform=_by_folder(self._found[Form.TERRAFORM]),
            tfvars=_by_folder(self._found[Form.TFVARS]),
            encrypted=_in_order(self._encrypted),
            withheld=_by_folder(self._withheld - self._found[Form.TFVARS]),
            terragrunt=_in_order(self._found[Form.TERRAGRUNT]),
            manifests=_in_order(self._found[Text.MANIFEST]),
            charts=_in_order(self._found[Form.CHART]),
            kustomizations=_in_order(self._found[Form.KUSTOMIZATION]),
            plans=_in_order(self._found[Text.PLAN]),
            module_manifests=_in_order(self._installed),
            uses_installed_modules=self._trust.installs,
            links=links,
            skipped=tuple(sorted(Skipped(path, reason) for path, reason in self._skipped.items())),
            unread=tuple(sorted(self._unread.values())),
            texts=self._texts,
            contents=self._contents,
        )

    def _walk(self, top: str, above: Ignores) -> None:
        pending = [(top, above, "")]
        while pending:
            folder, ignores, chart = pending.pop()
            if folder in self._folders:
                continue
            self._folders.add(folder)
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                self._refuse(folder, in_words(error))
                continue
            names = {entry.name for entry in entries}
            if self._trust.hides:
                ignores = ignores.entering(folder, names, self._tracked_in_part.get(folder, ""))
            if folder != top and self._trust.hides and "pyvenv.cfg" in names:
                self._skip(folder, "a Python virtual environment")
                self._folders.remove(folder)
                continue
            values_of = self._relative(folder) if "Chart.yaml" in names else ""
            for entry in entries:
                if not self._is_wanted(entry, ignores):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    is_template = values_of and entry.name == "templates"
                    pending.append((entry.path, ignores, values_of if is_template else chart))
                else:
                    self._take(entry, chart, values_of)

    def _is_wanted(self, entry: os.DirEntry[str], ignores: Ignores) -> bool:
        name, path = entry.name, entry.path
        is_folder = entry.is_dir(follow_symlinks=False)
        if name in _NEVER:
            return False
        if not is_folder and not entry.is_symlink() and recognise.form_of(name) is Form.OTHER:
            return False
        if is_folder and name == ".terraform" and self._trust.installs:
            self._note_installed_modules(path)
        reason = (
            (self._working_folders.get(name) if is_folder else None)
            or self._excluded(path, folder=is_folder)
            or self._ignored(path, ignores, folder=is_folder)
        )
        if reason:
            self._skip(path, reason)
            if not is_folder and recognise.is_loaded_by_itself(name) and os.path.isfile(path):
                self._withhold(path)
            return False
        if not _is_utf8(name):
            if is_folder or recognise.form_of(name) is not Form.OTHER:
                self._refuse(path, _NAME_NOT_UTF8)
            return False
        return True

    def _note_installed_modules(self, working_folder: str) -> None:
        path = os.path.join(working_folder, "modules", "modules.json")
        if os.path.isfile(path) and os.path.realpath(path) == path:
            self._installed.add(self._relative(path))

    def _excluded(self, path: str, *, folder: bool) -> str | None:
        return "excluded" if self._exclude.ignore(self._relative(path), folder=folder) else None

    def _ignored(self, path: str, ignores: Ignores, *, folder: bool) -> str | None:
        reason = ignores.reason(path, folder=folder)
        if reason is None or not ignores.is_tracked(path):
            return reason
        if folder:
            self._tracked_in_part[path] = reason
        return None

    def _take(self, entry: os.DirEntry[str], chart: str, values_of: str) -> None:
        path, form = entry.path, recognise.form_of(entry.name)
        if entry.is_symlink():
            if not self._is_link_to_a_file(path, form):
                return
        elif not entry.is_file(follow_symlinks=False):
            self._skip(path, recognise.NOT_REGULAR)
            return
        if chart and form in (Form.YAML, Form.JSON):
            self._skip(path, f"{OF_HELM} {chart}")
        elif values_of and form is Form.YAML and entry.name.startswith("values"):
            self._skip(path, f"{VALUES_OF_CHART} {values_of}")
        elif form is Form.TERRAFORM and entry.name.startswith("."):
            self._skip(path, "a hidden file, which Terraform does not read")
        else:
            self._take_as(path, form)

    def _take_named(self, path: str) -> None:
        form = recognise.form_of(os.path.basename(path))
        if not _is_utf8(self._relative(path)):
            self._refuse(path, _NAME_NOT_UTF8)
        elif form is not Form.OTHER:
            self._take_as(path, form, named=True)
        else:
            self._take_text(path, form, named=True)

    def _take_as(self, path: str, form: Form, *, named: bool = False) -> None:
        match form:
            case Form.TERRAFORM | Form.TFVARS:
                try:
                    data = recognise.read(path)
                    recognise.refuse_unless_utf8(data)
                except ReadError as refused:
                    if refused.reason == recognise.ENCRYPTED and form is Form.TFVARS:
                        self._encrypted.add(self._relative(path))
                        self._skip(path, refused.reason)
                    else:
                        self._refuse(path, refused.reason, refused.line)
                else:
                    self._found[form].add(self._relative(path))
                    self._keep(path, data)
            case Form.TERRAGRUNT | Form.CHART | Form.KUSTOMIZATION:
                self._found[form].add(self._relative(path))
            case Form.STACK:
                self._skip(path, _STACK)
            case Form.TERRAMATE:
                self._skip(path, _TERRAMATE)
            case Form.YAML | Form.JSON | Form.OTHER:
                self._take_text(path, form, named=named)

    def _withhold(self, path: str) -> None:
        """Notes that a file decides variables, though it is skipped; of one that cannot be read nobody knows which."""
        try:
            recognise.refuse_unless_utf8(recognise.read(path))
            readable = _is_utf8(self._relative(path)) and self._is_inside(os.path.realpath(path))
        except ReadError:
            readable = False
        if readable:
            self._withheld.add(self._relative(path))
        else:
            self._encrypted.add(_printable(self._relative(path)))

    def _keep(self, path: str, data: bytes) -> None:
        """Keep what a file holds, while there is room: it is parsed, and looked through for comments to the audit."""
        if len(data) <= self._room:
            self._room -= len(data)
            self._contents[self._relative(path)] = data

    def _take_text(self, path: str, form: Form, *, named: bool) -> None:
        try:
            data = recognise.read(path)
        except ReadError as refused:
            too_long_and_other = refused.reason == recognise.TOO_LONG and recognise.text_of_head(path) is Text.OTHER
            if too_long_and_other or refused.reason == recognise.ENCRYPTED:
                self._skip(path, refused.reason)
            else:
                self._refuse(path, refused.reason)
            return
        text = recognise.text_of(data)
        if text is not Text.OTHER:
            self._found[text].add(self._relative(path))
        elif form in (Form.JSON, Form.OTHER) and (reason := recognise.no_plan(data)):
            self._skip(path, reason)
        elif form is Form.JSON and not named:
            self._other_json.add(path)
        else:
            self._skip(path, _BINARY_PLAN if data.startswith(b"PK") else _OTHER.get(form, _NOT_AUDITED))

    def _is_link_to_a_file(self, path: str, form: Form) -> bool:
        """Whether a symbolic link leads to a file that is read under the link's name too; else its place is noted."""
        target = os.path.realpath(path)
        if os.path.isdir(target):
            if self._is_inside(target):
                self._links[self._relative(path)] = self._relative(target)
            else:
                self._hide(path, "a symbolic link out of the audited tree")
            return False
        if form is Form.OTHER:
            return False
        if not os.path.lexists(target) or os.path.islink(target):
            self._hide(path, "a symbolic link that leads nowhere")
        elif not self._is_inside(target):
            self._hide(path, "a symbolic link out of the audited tree")
        elif not os.path.isfile(target):
            self._skip(path, recognise.NOT_REGULAR)
        elif form in (Form.YAML, Form.JSON):
            self._skip(path, f"a symbolic link to {_printable(self._relative(target))}")
        else:
            return True
        return False

    def _is_inside(self, target: str) -> bool:
        return any(target == path or target.startswith(path.rstrip("/") + "/") for path in self._named)

    def _is_reached(self, link: str, target: str) -> bool:
        reached = os.path.normpath(os.path.join(self._base, target)) in self._folders
        if not reached:
            self._skipped[link] = f"a symbolic link to {_printable(target)}, which is not audited"
        return reached

    def _drop_what_was_read_all_the_same(self) -> None:
        # What is ignored in a folder is read where it is named beside it.
        for path in map(self._relative, self._folders.intersection(self._named)):
            self._skipped.pop(path, None)
        for file in set().union(*self._found.values()):
            self._skipped.pop(file, None)

    def _without_replaced(self, files: set[str]) -> set[str]:
        replaced = {file for file in files if (other := _replacement(file)) in files and other != file}
        for file in replaced:
            self._hide(os.path.join(self._base, file), f"{_replacement(file).rpartition('/')[2]} stands in its place")
        return files - replaced

    def _hide(self, path: str, reason: str) -> None:
        """Leaves code out because of something in the tree: skipped, or where that is not allowed, not read."""
        if self._trust.hides:
            self._skip(path, reason)
        else:
            self._refuse(path, f"{reason}, and nothing in the tree may hide code")

    def _skip(self, path: str, reason: str) -> None:
        self._skipped[_printable(self._relative(path))] = reason

    def _refuse(self, path: str, reason: str, line: int = 0) -> None:
        relative = _printable(self._relative(path))
        self._unread[relative] = Unread(relative, line, reason)

    def _relative(self, path: str) -> str:
        if path == self._base:
            return "."
        return path[len(self._base.rstrip("/")) + 1 :]


def _replacement(file: str) -> str:
    return file.replace(".tf.json", ".tofu.json") if file.endswith(".tf.json") else file.removesuffix(".tf") + ".tofu"


def _count_of_json(count: int) -> str:
    if count == 1:
        return "one JSON file that is neither a manifest nor a plan"
    return f"{count} JSON files that are neither manifests nor plans"


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _in_order(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(paths))


def _by_folder(files: Iterable[str]) -> dict[str, tuple[str, ...]]:
    folders: dict[str, list[str]] = defaultdict(list)
    for file in sorted(files):
        folders[posixpath.dirname(file) or "."].append(file)
    return {folder: tuple(folders[folder]) for folder in sorted(folders)}
