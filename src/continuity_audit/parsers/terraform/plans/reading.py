"""Plans as roots of the audit: each is read in place of the configuration that it was made from."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.estate.model import Resource, Span
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.parsers.reading import Reading, Wanted
from continuity_audit.parsers.terraform.plans.configuration import Configuration
from continuity_audit.parsers.terraform.plans.document import Instance, Plan, PlanProblem, mapping, read_plan
from continuity_audit.parsers.terraform.plans.providers import Providers
from continuity_audit.parsers.terraform.plans.sources import Read, Source, beside, declared_in
from continuity_audit.parsers.terraform.plans.values import LEFT_OUT, Path, values_of
from continuity_audit.parsers.terraform.project import TerraformTree
from continuity_audit.profiles.terms import walk


class Plans:
    """The plans of a tree. They are decoded at once, as only their contents tell which roots they stand for."""

    def __init__(self, tree: Tree, terraform: TerraformTree, roots: Sequence[str]) -> None:
        self._tree = tree
        self.unread: list[Unread] = []
        self._plans: dict[str, Plan] = {}
        for file in tree.plans:
            try:
                self._plans[file] = read_plan(tree.read(file), file)
            except OSError as problem:
                self.unread.append(Unread(file, 0, f"cannot be read: {problem.strerror or problem}"))
            except PlanProblem as problem:
                self.unread.append(Unread(file, problem.line, str(problem)))
        self._sources = {file: self._source(plan, terraform, roots) for file, plan in self._plans.items()}
        self._labels = self._labelled()

    @property
    def files(self) -> tuple[str, ...]:
        """The plans that can be read, which are roots."""
        return tuple(self._plans)

    @property
    def replaced(self) -> frozenset[str]:
        """The roots in whose place plans are read."""
        return frozenset(source.root for source in self._sources.values() if source)
