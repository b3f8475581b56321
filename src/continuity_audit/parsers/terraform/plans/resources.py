"""From the instances of a plan to resources, with lines and references of the code that they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from continuity_audit.estate.data_sources import is_telling
from continuity_audit.estate.model import DATA, Provider, Resource, Span
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Reference, SetValue, Unknown, Value
from continuity_audit.parsers.reading import Wanted
from continuity_audit.parsers.terraform.plans.configuration import Configuration
from continuity_audit.parsers.terraform.plans.document import MANAGED, Instance, Plan, mapping
from continuity_audit.parsers.terraform.plans.providers import Providers
from continuity_audit.parsers.terraform.plans.sources import Read
from continuity_audit.parsers.terraform.plans.values import LEFT_OUT, Path, values_of

COLLECTIONS = ("s", "vpc_zone_identifier")
"""How attributes end that hold several values: ``subnet_ids``."""


class Reader:
    """Reads the resources of one plan."""

    def __init__(self, plan: Plan, root: str, environment: str, code: Read | None) -> None:
        self._plan = plan
        self.root = f"{root}@{environment}" if environment else root
        self._environment = environment
        self._code = code
        self._configuration = Configuration(plan)
        self._providers = Providers(self._configuration, [*plan.judged(), *plan.before()])

    def judged(self, wanted: Wanted) -> Iterator[Resource]:
        """The resources to judge; what data sources gave stands in the state."""
        found = list(self._plan.judged())
        addresses = {instance.address for instance in found}
        found += [i for i in self._plan.before() if i.mode == DATA and i.address not in addresses]
        for instance in found:
            telling = instance.mode == DATA and (wanted.data or is_telling(instance.values))
            if wanted(instance.type) and (instance.mode == MANAGED or telling):
                yield self._resource(instance)

    def before(self, wanted: Wanted) -> Iterator[Resource]:
        """The resources that were there before."""
        for instance in self._plan.before():
            if instance.mode == MANAGED and wanted(instance.type):
                yield self._resource(instance)

    def passed_over(self, wanted: Wanted) -> dict[str, int]:
        """How many managed resources of each type there are that nobody wants to see."""
        return dict(Counter(i.type for i in self._plan.judged() if i.mode == MANAGED and not wanted(i.type)))

    def _resource(self, instance: Instance) -> Resource:
        code = self._code.resource(instance) if self._code else None
        call = self._code.place(instance) if self._code else None
        is_as_written = not self._plan.destroys_all and instance.address not in self._plan.staying
        values = values_of(
            instance.values, instance.unknown, instance.sensitive, lambda path: self._open(instance, code, path),
            self._plan.secrets,
        )  # fmt: skip
        return Resource(
            root=self.root,
            environment=self._environment,
            address=instance.address,
            type=instance.type,
            name=instance.name,
            mode=instance.mode,
            index=instance.index,
            span=code.span if code else call or Span(self._plan.file, 1, 1),
            values=values,
            lines=code.lines if code and is_as_written else {},
            files=code.files if code and is_as_written else {},
            references=self._references(instance, code),
            provider=self._provider(instance, code, values),
            module=instance.module,
            sources=code.sources if code else (),
            remade=instance.address in self._plan.remade,
            gone=self._plan.destroys_all and instance.mode == MANAGED,
        )

    def _open(self, instance: Instance, code: Resource | None, path: Path) -> Value:
        """What is known only after apply, as the code says it, else by what the plan says of its expression."""
        if code is not None and path[0] in code.values:
            said = _walk(code.values, path)
            if said is not None:
                return said
            if unmark(code.values[str(path[0])]) is None:
                return LEFT_OUT
        expression = self._configuration.written(instance, path)
        if expression is None or self._configuration.is_null(instance, expression):
            return LEFT_OUT
        references = sorted(self._configuration.references(instance, expression), key=str)
        if len(references) == 1:
            return _unknown(references[0])
        if len(path) == 1 and _is_collection(str(path[0]), references) and _names_nothing_else(expression):
            return tuple(map(_unknown, references))
        cause = ".".join([instance.address, *map(str, path)])
        return Unknown(frozenset({cause}), cause)

    def _references(self, instance: Instance, code: Resource | None) -> dict[str, frozenset[Reference]]:
        expressions = mapping(self._configuration.block(instance).get("expressions"))
        found = {name: self._configuration.references(instance, part) for name, part in expressions.items()}
        if instance.depends_on and not expressions:
            found["depends_on"] = frozenset(Reference(address) for address in instance.depends_on)
        for name, references in (code.references if code else {}).items():
            found[name] = found.get(name, frozenset()) | references
        return found

    def _provider(self, instance: Instance, code: Resource | None, values: Mapping[str, Value]) -> Provider:
        """The provider as the code says it where it does, else as the plan does; with the tags that the plan knows."""
        found = self._providers.of(instance)
        if code is not None:
            own = code.provider
            found = Provider(
                own.name,
                own.region if isinstance(own.region, str) else found.region,
                found.account if own.account is None else own.account,
                found.tags if own.tags is None else own.tags,
                found.zone if own.zone is None else own.zone,
                own.before or found.before,
                own.clusters,
            )
        tags = values.get("tags_all")
        return replace(found, tags=tags) if isinstance(unmark(tags), Mapping) else found


def _walk(value: Value, path: Path) -> Value:
    """The value at a path; nothing where it does not lead through known values."""
    for step in path:
        value = unmark(value)
        elements = value.elements if isinstance(value, SetValue) else value
        if isinstance(elements, Mapping) and isinstance(step, str):
            value = elements.get(step)
        elif isinstance(elements, tuple) and isinstance(step, int) and step < len(elements):
            value = elements[step]
        else:
            return None
    return value


def _unknown(reference: Reference) -> Unknown:
    return Unknown(frozenset({str(reference)}), str(reference), reference)


def _is_collection(attribute: str, references: list[Reference]) -> bool:
    """Whether an attribute that holds several values refers to the same attribute of several resources of one type."""
    kinds = {(_type_of(reference.address), reference.attribute) for reference in references}
    return attribute.endswith(COLLECTIONS) and len(references) > 1 and len(kinds) == 1


def _type_of(address: str) -> str:
    return address.rpartition("module.")[2].split(".")[-2] if "." in address else address


def _names_nothing_else(expression: Mapping[str, object]) -> bool:
    """Whether an expression names resources alone, so that no condition of a variable picks among them."""
    names = expression.get("references")
    words = ("var", "local", "each", "count", "data", "path", "terraform")
    return isinstance(names, list) and not any(str(name).partition(".")[0] in words for name in names)
