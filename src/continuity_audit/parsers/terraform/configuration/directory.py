"""The configuration of one folder: its blocks by what they declare, override files merged in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.os_errors import in_words
from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.blocks import read_native
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body, Problem
from continuity_audit.parsers.terraform.configuration.nodes import Literal, SyntaxProblem

ReadFile = Callable[[str], bytes]
"""Bytes of a file by its path relative to the audited tree."""

Parsed = tuple[tuple[Block, ...], tuple[Problem, ...]]
"""The blocks of a file, and what of it could not be read."""

ParseFile = Callable[[str], Parsed]


class Sources:
    """What is parsed of a tree, once each: its files, and the texts that units have Terragrunt generate."""

    def __init__(self, read: ReadFile) -> None:
        self._read = read
        self._files: dict[str, Parsed] = {}
        self._texts: dict[tuple[str, str, bytes], Parsed] = {}

    def file(self, file: str) -> Parsed:
        """The blocks of a file."""
        if file not in self._files:
            self._files[file] = parse_file(file, self._read)
        return self._files[file]

    def text(self, source: bytes, name: str, origin: str) -> Parsed:
        """The blocks of a text as a file of this name would hold them; their places are in the file ``origin``."""
        key = (name, origin, source)
        if key not in self._texts:
            body, problems = read_body(source, name, origin)
            self._texts[key] = body.blocks, (*problems, *_loose(body))
        return self._texts[key]


class Directory(Struct, eq=False):
    """A folder's configuration. Nothing in it is evaluated."""

    path: str
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    blocks: dict[tuple[str, str, str], Block] = field(default_factory=dict)
    """Managed, data and ephemeral blocks by mode, type and name."""
    modules: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    settings: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_backend(self) -> bool:
        """Whether it says where its state is kept, as only a root does."""
        return any(b.type in ("backend", "cloud") for s in self.settings for b in s.body.blocks)


EXTENSION: Final = pattern(r"\.(?:tf|tofu)(?:\.json)?$")
MODES = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}

LABELS: Final = {
    **dict.fromkeys(("resource", "data", "ephemeral", "action"), ("type", "name")),
    **dict.fromkeys(("provider", "variable", "output", "module", "check"), ("name",)),
    **dict.fromkeys(("terraform", "locals", "moved", "removed", "import", "required_providers", "language"), ()),
}
"""The blocks that a configuration file can hold, with what their labels say; ``language`` is OpenTofu's.

Source: https://developer.hashicorp.com/terraform/language/syntax/configuration
"""


def read_directory(path: str, files: Iterable[str], read: ReadFile) -> Directory:
    """The configuration of a folder from its files, in Terraform's order: overrides last."""
    return assembled(path, files, lambda file: parse_file(file, read))


def assembled(path: str, files: Iterable[str], parse: ParseFile) -> Directory:
    """The same, from files that are parsed by ``parse``."""
    found = Directory(path)
    plain: list[str] = []
    overriding: list[str] = []
    for file in sorted(files):
        (overriding if _is_override(file) else plain).append(file)
    for names, take in ((plain, _add), (overriding, _override)):
        for file in names:
            blocks, problems = parse(file)
            found.problems += problems
            for block in blocks:
                if mistake := _mistaken(block):
                    found.problems.append(Problem(block.file, block.line, mistake))
                else:
                    take(found, _unescaped(block))
    found.problems = list(_bounded(found.problems))
    return found


MAX_NAMED: Final = 1_000
"""So many mistakes of one file are named: nobody reads more, and hundreds of thousands are a gigabyte of reports."""


def _bounded(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The mistakes, of a file with too many of them the first; then one that says so."""
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.file] += 1
        if counts[problem.file] <= MAX_NAMED:
            yield problem
        elif counts[problem.file] == MAX_NAMED + 1:
            yield replace(problem, reason=f"more than {MAX_NAMED} mistakes in one file; from here on not named (limit)")


OF_THE_LANGUAGE: Final = frozenset(
    {
        "count",
        "for_each",
        "provider",
        "providers",
        "alias",
        "depends_on",
        "lifecycle",
        "provisioner",
        "connection",
        "source",
        "version",
    }
)
"""Arguments and blocks that mean something to Terraform itself, whatever a block declares."""


def _unescaped(block: Block) -> Block:
    """A block with what stands in its block ``_``, where a name is the provider's or the module's own for certain.

    What is named there as something of the language is given up: no value could tell it from that.
    """
    inner = [nested.body for nested in block.body.blocks_of("_")]
    if not inner:
        return block
    attributes = {**block.body.attributes}
    blocks = [nested for nested in block.body.blocks if nested.type != "_"]
    for body in inner:
        attributes |= {name: a for name, a in body.attributes.items() if name not in OF_THE_LANGUAGE}
        blocks += [nested for nested in body.blocks if nested.type not in OF_THE_LANGUAGE]
    return Block(block.type, block.labels, block.file, block.line, block.end_line, Body(attributes, tuple(blocks)))


def _mistaken(block: Block) -> str:
    """Why Terraform would refuse a block for its type or its labels, empty where it would not."""
    if block.type not in LABELS:
        return f"there is no block of type {block.type!r} in Terraform"
    wanted = LABELS[block.type]
    if len(block.labels) != len(wanted):
        named = " and its ".join(wanted)
        return f"a block of type {block.type!r} has " + (f"its {named} for labels" if wanted else "no labels")
    return ""


def _is_override(file: str) -> bool:
    # The name may have dots of its own, as main.telemetry_override.tf has: only what makes it configuration goes.
    # Source: https://developer.hashicorp.com/terraform/language/files/override
    stem = EXTENSION.sub("", PurePosixPath(file).name)
    return stem == "override" or stem.endswith("_override")


def parse_file(file: str, read: ReadFile) -> Parsed:
    """The blocks of a file, and what of it could not be read."""
    try:
        source = read(file)
    except OSError as problem:
        return (), (Problem(file, 1, f"cannot be read: {in_words(problem)}"),)
    if not file.endswith(".json") and (b"\0" in source or not _is_text(source)):
        return (), (Problem(file, 1, "not UTF-8 text"),)
    body, problems = read_body(source, file, file)
    return body.blocks, (*problems, *_loose(body))


def _loose(body: Body) -> Iterable[Problem]:
    """The arguments that stand in no block, where Terraform knows none."""
    for argument in body.attributes.values():
        yield Problem(argument.file, argument.line, f"the argument {argument.name!r} stands in no block")


def read_body(source: bytes, name: str, file: str) -> tuple[Body, tuple[Problem, ...]]:
    """The body of a text in the syntax that a name says, with what of it could not be read; ``file`` is its place."""
    if not name.endswith(".json"):
        return read_native(source, file)
    from continuity_audit.parsers.terraform.configuration.json_files import read_json

    return read_json(source, file)


def _is_text(source: bytes) -> bool:
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _add(found: Directory, block: Block) -> None:
    """Take in a block; of two that declare the same the first counts, and the other one is a problem."""
    for registry, key in _places(found, block):
        first = registry.setdefault(key, block)
        if first is not block:
            _note_second(found, ".".join((block.type, *block.labels)), first, block)
    match block.type, block.labels:
        case "locals", _:
            for name, attribute in block.body.attributes.items():
                earlier = found.locals.setdefault(name, attribute)
                if earlier is not attribute:
                    _note_second(found, f"local.{name}", earlier, attribute)
        case "provider", (_,):
            found.providers.append(block)
        case "terraform", _:
            found.settings.append(block)


def _note_second(found: Directory, name: str, first: Block | Attribute, second: Block | Attribute) -> None:
    reason = f"{name} is declared twice, first in line {first.line} of {first.file}, which counts"
    found.problems.append(Problem(second.file, second.line, reason))


def _override(found: Directory, block: Block) -> None:
    """Merge a block of an override file into the one that it names."""
    for registry, key in _places(found, block):
        if key in registry:
            registry[key] = _merged(registry[key], block)
            return
    if block.type == "locals":
        found.locals.update(block.body.attributes)
    elif block.type == "provider":
        for position, other in enumerate(found.providers):
            if other.labels == block.labels and alias_of(other) == alias_of(block):
                found.providers[position] = _merged(other, block)
                return
        found.providers.append(block)
    else:
        _add(found, block)


def _places(found: Directory, block: Block) -> Iterable[tuple[dict[object, Block], object]]:
    labels = block.labels
    registries: Mapping[str, dict[object, Block]] = {
        "variable": found.variables,  # type: ignore[dict-item]  # the keys' types differ by registry
        "output": found.outputs,  # type: ignore[dict-item]
        "module": found.modules,  # type: ignore[dict-item]
    }
    if block.type in registries:
        yield registries[block.type], labels[0]
    if block.type in MODES:
        yield found.blocks, (MODES[block.type], *labels)  # type: ignore[misc]


def _merged(base: Block, over: Block) -> Block:
    replaced = {_made(b) for b in over.body.blocks}
    kept = tuple(b for b in base.body.blocks if _made(b) not in replaced)
    body = Body({**base.body.attributes, **over.body.attributes}, (*kept, *over.body.blocks))
    return Block(base.type, base.labels, base.file, base.line, base.end_line, body)


def _made(block: Block) -> str:
    """The type of the nested blocks that a block is, or makes where it is ``dynamic``."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def alias_of(block: Block) -> str:
    """The alias of a provider configuration, empty for the one that is used by default."""
    attribute = block.body.attributes.get("alias")
    try:
        alias = attribute.expression if attribute else None
    except SyntaxProblem:
        return ""
    return alias.value if isinstance(alias, Literal) and isinstance(alias.value, str) else ""
