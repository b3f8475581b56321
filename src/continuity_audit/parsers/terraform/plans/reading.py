"""Plans as roots of the audit: each is read in place of the configuration that it was made from."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.estate.os_errors import in_words
from continuity_audit.parsers.reading import Reading, Wanted
from continuity_audit.parsers.terraform.plans.document import Plan, PlanError, mapping, read_plan
from continuity_audit.parsers.terraform.plans.resources import Reader
from continuity_audit.parsers.terraform.plans.sources import Source, beside, declared_in, differences
from continuity_audit.parsers.terraform.plans.values import plain
from continuity_audit.parsers.terraform.tree.project import TerraformTree


class Label(Struct, frozen=True):
    """Where a plan stands in the estate: its root, and what tells it from other plans of the same root."""

    root: str
    environment: str = ""


class Plans:
    """The plans of a tree. They are decoded at once, as only their contents tell which roots they stand for."""

    def __init__(self, tree: Tree, terraform: TerraformTree, roots: Sequence[str]) -> None:
        self._tree = tree
        self._terraform = terraform
        self._roots = roots
        self.unread: list[Unread] = []
        self._plans: dict[str, Plan] = {}
        for file in tree.plans:
            try:
                self._plans[file] = read_plan(tree.read(file), file)
            except OSError as problem:
                self.unread.append(Unread(file, 0, f"cannot be read: {in_words(problem)}"))
            except PlanError as problem:
                self.unread.append(Unread(file, problem.line, str(problem)))
        self._sources = {file: self._source(plan) for file, plan in self._plans.items()}
        self._labels = dict(self._labelled())

    @property
    def files(self) -> tuple[str, ...]:
        """The plans that can be read; each is a root by the name of its file."""
        return tuple(self._plans)

    @property
    def replaced(self) -> frozenset[str]:
        """The roots in whose place plans are read."""
        return frozenset(source.root for source in self._sources.values() if source)

    def read(self, file: str, wanted: Wanted) -> Reading:
        """The resources of a plan, and those before it."""
        plan, source, label = self._plans[file], self._sources[file], self._labels[file]
        code = source.read({name: plain(value) for name, value in plan.variables.items()}, wanted) if source else None
        reader = Reader(plan, label.root, label.environment, code)
        return Reading(
            root=reader.root,
            language="terraform",
            resources=tuple(reader.judged(wanted)),
            plan=file,
            before=tuple(reader.before(wanted)) if plan.knows_before else None,
            unread=tuple(_failed(plan)),
            skipped=(*(self._replaced(plan, source) if source else self._beside(plan)), *_not_whole(plan)),
            declared=code.reading.declared if code else {},
            passed_over=reader.passed_over(wanted),
            files=(file, *(code.reading.files if code else ())),
            environment=label.environment,
        )

    def _replaced(self, plan: Plan, source: Source) -> Iterator[Skipped]:
        """That a root is not read, as its plan is; and that the plan is of other code than what lies there."""
        planned = mapping(plan.configuration.get("root_module"))
        differ = sorted(differences(source.terraform, source.root, planned), key=lambda name: (name.count("."), name))
        if differ:
            blocks = "1 block differs" if len(differ) == 1 else f"{len(differ)} blocks differ"
            reason = f"{plan.file} is judged in its place, made from other code: {blocks}, such as {differ[0]}"
            yield Skipped(source.root, reason)
        elif source.root in self._roots:
            yield Skipped(source.root, f"{plan.file} is judged in its place")

    def _beside(self, plan: Plan) -> Iterator[Skipped]:
        """That a plan and a root that declares a part of it are both judged, as nobody can tell that they are one."""
        shared = {root: len(declared_in(self._terraform, root) & plan.declared) for root in self._roots}
        root = max(shared, key=lambda root: shared[root], default="")
        fitting = self._fitting(plan)
        if len(fitting) > 1:
            known = f"{' and '.join(sorted(fitting)[:2])} fit it alike; lay it beside the code that it is made from"
            yield Skipped(plan.file, f"{plan.file} is judged in place of no root: {known}")
        elif shared.get(root):
            known = f"of what it declares ({len(plan.declared)}), {root} declares {shared[root]}"
            yield Skipped(plan.file, f"{plan.file} is judged in place of no root: {known}")

    # --- which root a plan stands for ---

    def _source(self, plan: Plan) -> Source | None:
        """The root in the plan's own folder, else the one that declares what the plan declares."""
        folder = posixpath.dirname(plan.file) or "."
        if folder in self._roots:
            own: Source | None = Source(self._terraform, folder)
        elif plan.file in self._tree.texts:
            own = None
        else:
            own = Source(beside(self._tree, folder), folder)
        if own and own.declared & plan.declared:
            return own
        fitting = self._fitting(plan)
        near = max((_shared(folder, r) for r in fitting), default=0)
        nearest = [r for r in fitting if _shared(folder, r) == near]
        return Source(self._terraform, nearest[0]) if len(nearest) == 1 else None

    def _fitting(self, plan: Plan) -> Sequence[str]:
        """The roots that declare what a plan does; else more than that; else the only one that shares the most of it.

        A plan of older or newer code differs in some blocks. Two roots that share most of it may be each other's
        copies, of which the plan may be either, or none.
        """
        roots = {root: declared_in(self._terraform, root) for root in self._roots} if plan.declared else {}
        exact = [root for root, declared in roots.items() if declared == plan.declared]
        more = [root for root, declared in roots.items() if declared > plan.declared]
        most = [r for r, declared in roots.items() if 2 * len(declared & plan.declared) > len(declared | plan.declared)]
        return exact or more or (most if len(most) == 1 else ())

    def _labelled(self) -> Iterator[tuple[str, Label]]:
        """The root of each plan; of several plans of one root each is an environment of its own."""
        together: dict[str, list[str]] = defaultdict(list)
        for file, source in self._sources.items():
            together[source.root if source else posixpath.dirname(file) or "."].append(file)
        for root, files in together.items():
            alone = len(files) == 1 and (self._sources[files[0]] is not None or root not in self._roots)
            rivals = self._overlap(files)
            names = _names(files)
            for file in files:
                if alone:
                    yield file, Label(root)
                elif self._sources[file] is not None or (rivals and root not in self._roots):
                    yield file, Label(root, names[file])
                else:
                    yield file, Label(file)

    def _overlap(self, files: Sequence[str]) -> bool:
        """Whether some of the plans declare the same, as plans of one code for several environments do."""
        seen: set[str] = set()
        for file in files:
            if seen & self._plans[file].declared:
                return True
            seen |= self._plans[file].declared
        return False


def _failed(plan: Plan) -> Iterator[Unread]:
    """That Terraform failed while it made a plan, or may have: it holds what was planned until then, and no more."""
    if plan.failed:
        yield Unread(plan.file, 0, "the plan is not whole: terraform failed while it made it")
    elif version := plan.may_have_failed:
        either = f"either terraform {version} failed while it made it, which it does not say, or -target left parts out"
        yield Unread(plan.file, 0, "; ".join((f"the plan is not whole: {either}", *_told_by_the_state(plan))))


def _not_whole(plan: Plan) -> Iterator[Skipped]:
    """That a plan does not say what its code will make, and what is judged all the same."""
    if plan.destroys_all:
        yield Skipped(plan.file, f"{plan.file} destroys all that it manages, which is judged as it is until then")
    elif not (plan.failed or plan.may_have_failed) and (
        plan.staying or plan.is_partial or plan.leaves_out or not (plan.changes or any(plan.judged()))
    ):
        kind = "leaves out a part of its code" if plan.changes else "changes nothing"
        if plan.changes and (plan.staying or plan.is_partial):
            kind = "is a part of a plan (-target, -exclude or deferred)"
        yield Skipped(plan.file, "; ".join((f"{plan.file} {kind}", *_told_by_the_state(plan))))


def _told_by_the_state(plan: Plan) -> Iterator[str]:
    if plan.staying:
        resources = "1 resource is" if len(plan.staying) == 1 else f"{len(plan.staying)} resources are"
        yield f"{resources} judged as in the state, such as {min(plan.staying)}"
    if missing := sorted(plan.missing):
        blocks = "1 block" if len(missing) == 1 else f"{len(missing)} blocks"
        yield f"{blocks} of the code neither planned nor in the state, such as {missing[0]}"


def _names(files: Sequence[str]) -> dict[str, str]:
    """What to call each of some files: by its name, by where its path differs from the others', or by its path."""
    paths = [file.removesuffix(".json").split("/") for file in files]
    start = _alike(paths)
    end = _alike([path[start:][::-1] for path in paths])
    for names in ([path[-1] for path in paths], ["/".join(path[start : len(path) - end]) for path in paths]):
        if len(set(names)) == len(files):
            return dict(zip(files, names, strict=True))
    return {file: file for file in files}


def _alike(paths: Sequence[Sequence[str]]) -> int:
    """How many steps at the start of some paths are the same; each has one more."""
    most = min(map(len, paths), default=1) - 1
    return next((i for i in range(most) if len({path[i] for path in paths}) > 1), most)


def _shared(left: str, right: str) -> int:
    """How many folders two paths share from the top."""
    pairs = zip(left.split("/"), right.split("/"), strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(left.count("/"), right.count("/")) + 1)
