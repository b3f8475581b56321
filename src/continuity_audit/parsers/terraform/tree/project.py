"""The Terraform folders of an audited tree: which are roots, what they hang on, and their reading when asked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.parsers.reading import Aid, Inputs, Reading, Wanted
from continuity_audit.parsers.terraform.configuration.directory import Directory, Sources, assembled
from continuity_audit.parsers.terraform.modules.remote_state import Backend
from continuity_audit.parsers.terraform.tree.answers import Answers, files_of
from continuity_audit.parsers.terraform.tree.facts import Facts, as_facts, as_plain, facts_of, may_tell
from continuity_audit.parsers.terraform.tree.roots import EXAMPLES, find_roots
from continuity_audit.parsers.watching import Digests, Question, Record

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.terragrunt.units import Units
    from continuity_audit.parsers.terraform.tree.root_reading import RootReader


UNCALLED: Final = "a module or an example of a repository that the source map names, which nothing here calls"


class TerraformTree:
    """The Terraform folders of an audited tree. Folders are parsed once, when first asked for."""

    def __init__(self, tree: Tree, aid: Aid | None = None) -> None:
        self.tree = tree
        self.sources = Sources(self.read)
        self.parsed: dict[str, Directory] = {}
        """The folders that were read so far, those of installed modules too."""
        self._kept = aid.kept if aid else None
        self._workers = aid.workers if aid else None
        self._facts: dict[str, Facts] = {}
        self._roots: tuple[str, ...] | None = None
        self._uncalled: tuple[str, ...] = ()
        """Modules of repositories that the source map names, which nothing in the tree calls."""
        self._digests = Digests(tree.read)
        self.answer = Answers(self, self._digests)

    def directory(self, folder: str) -> Directory | None:
        """The configuration of a folder of the tree, or nothing where it has none."""
        if folder not in self.parsed:
            files = files_of(self.tree, folder)
            if not files:
                return None
            self.parsed[folder] = assembled(folder, files, self.sources.file)
        return self.parsed[folder]

    def roots(self) -> tuple[str, ...]:
        """The folders that are roots."""
        if self._roots is None:
            self._find_facts()
            sources = self.units.sources() if self.tree.terragrunt else {}
            mapped = self.tree.source_map.folder if self.tree.source_map else None
            plain = find_roots(self.tree.terraform, self.facts_of, self.tree.folder, sources, mapped)
            self._uncalled = tuple(folder for folder in plain if self._is_of_modules(folder))
            every = self.units.all if self.tree.terragrunt else {}
            units = [root for root, unit in every.items() if self.units.on(unit) is not False]
            off = every.keys() - set(units)
            self._roots = tuple(sorted({*units, *plain} - off - {*self._uncalled}))
        return self._roots

    def _is_of_modules(self, folder: str) -> bool:
        """Whether a folder is a module or an example of a repository that holds modules for others, by the source map.

        One that maps to the whole tree calls itself, and so holds more than modules.
        """
        inside = (
            folder.removeprefix(place)
            for place in self.tree.source_map.folders.values()
            if place != "." and f"{folder}/".startswith(f"{place}/")
        )
        return any(self.facts_of(folder).is_plain_module or EXAMPLES & {*path.split("/")} for path in inside)

    def _present(self, folder: str) -> Directory:
        return self.directory(folder) or Directory(folder)

    def read(self, file: str) -> bytes:
        """The bytes of a file of the tree."""
        return self._digests.took(file, self.tree.read(file))

    def facts_of(self, folder: str) -> Facts:
        """The facts of a folder."""
        if folder not in self._facts:
            self._facts[folder] = facts_of(self._present(folder), folder)
        return self._facts[folder]

    def _find_facts(self) -> None:
        """The facts of all folders, from an earlier run where the files are the same; of the others, all together."""
        keys: dict[str, Question] = {}
        for folder in self.tree.terraform if self._kept else ():
            keys[folder] = ("facts", folder, self.answer.of_folder(folder))
            if self._kept and (known := as_facts(self._kept.get(keys[folder]))) is not None:
                self._facts[folder] = known
        left = [folder for folder in self.tree.terraform if folder not in self._facts]
        found = self._workers.share(left, self._worked_out) if self._workers else {f: self._worked_out(f) for f in left}
        for folder, (facts, may_be_kept) in found.items():
            self._facts[folder] = facts
            if self._kept and may_be_kept:
                self._kept.put(keys[folder], as_plain(facts))

    def _worked_out(self, folder: str) -> tuple[Facts, bool]:
        """The facts of a folder, and whether they may be kept."""
        found = facts_of(self._present(folder), folder)
        return found, not (found.problems or self._digests.changed or may_tell(found))

    # What evaluates is imported where something is evaluated: a run that finds all in the cache does without it.

    @cached_property
    def units(self) -> Units:
        """The Terragrunt units of the tree."""
        from continuity_audit.parsers.terraform.terragrunt.units import Units

        return Units(self.tree, read=self.read)

    def backends(self, inputs: Inputs) -> Iterable[tuple[str, Backend]]:
        """Where the state of each root is kept; only units may say it in other words than their folders."""
        if self.tree.terragrunt:
            return self.reader.linked(inputs).backends
        return [(root, self.facts_of(root).backend) for root in self.roots()]

    @cached_property
    def reader(self) -> RootReader:
        """Reads the roots."""
        from continuity_audit.parsers.terraform.tree.root_reading import RootReader

        return RootReader(self)

    def read_root(self, root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        """The resources of a root whose types are wanted, and what could not be read or resolved."""
        return self.reader.read_root(root, inputs, wanted)

    def rest(self) -> tuple[Unread | Skipped, ...]:
        """What could not be read in any folder of the tree, and the units that are no roots."""
        found = [problem for folder in self.tree.terraform for problem in self.facts_of(folder).problems]
        left_out = list(self.units.left_out()) if self.tree.terragrunt else []
        found += self.units.problems if self.tree.terragrunt else []
        self.roots()
        left_out += [Skipped(folder, UNCALLED) for folder in self._uncalled]
        return (*(Unread(p.file, p.line, p.reason) for p in found), *left_out)

    # --- what a reading hangs on ---

    def record(self, root: str, inputs: Inputs) -> Record | None:
        """What the last reading of a root hung on; nothing where it must not be kept."""
        seen = self.reader.seen.get((root, repr(inputs)))
        return None if seen is None else self.answer.record(seen, inputs)

    def secret_variables(self) -> frozenset[str]:
        """The variables whose values are marked as sensitive in some folder."""
        return frozenset(name for folder in self.tree.terraform for name in self.facts_of(folder).secret_variables)
