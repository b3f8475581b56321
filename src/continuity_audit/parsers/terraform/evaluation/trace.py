"""What the values refer to that are being worked out, and how much work that has been."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.merged import holders
from continuity_audit.estate.parts import inside, unmark
from continuity_audit.estate.values import Reference, Sensitive, Unknown, Value
from continuity_audit.parsers.terraform.configuration.files import Attribute
from continuity_audit.parsers.terraform.configuration.nodes import Expression, For, nodes_in
from continuity_audit.parsers.terraform.evaluation.meanings import meanings
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, NotEvaluated
from continuity_audit.parsers.terraform.functions.calls import Sizes

MAX_ANSWERS: Final = 50_000
"""So many answers are remembered at a time."""

MAX_WORK: Final = 10_000_000
"""So many parts of collections (16 characters are one) are worked out in one root."""
PARTS_A_TURN: Final = 10
"""A turn of a loop takes the time of so many parts of a collection."""
PARTS_A_NODE: Final = 5
"""So many more are each node of what is worked out in a turn, and each of a long argument or template."""
SHORT: Final = 20
"""An argument or template of so many nodes is short, and counts for nothing: no code has too many of these."""
SHORT_TEXT: Final = 80
"""An argument of so many characters is short for certain: most are, and so cost no look."""


class Trace(Struct, kw_only=True):
    """The record of what the values that are being worked out refer to."""

    stack: list[set[Reference]] = field(default_factory=list)
    """What the values refer to that are being worked out, the innermost last."""
    spent: int = 0
    """The work done so far."""
    sizes: Sizes = field(default_factory=dict)
    """Big values that calls were given, and in which nothing is open or marked."""
    told: dict[str, set[Reference]] = field(default_factory=dict)
    """What the texts that attributes are worth came from."""
    insides: dict[int, tuple[Value, set[Reference], set[Reference]]] = field(default_factory=dict)
    """Values that were asked for whole, by their identity, with what their parts refer to and their texts came from."""
    fields: dict[int, tuple[Value, Mapping[str, set[Reference]]]] = field(default_factory=dict)
    """Objects that are written out, by their identity, with what each of their fields refers to."""
    answers: dict[tuple[object, ...], tuple[object, Value | EvaluationProblem]] | None = None
    """What was found since it is asked whether an expression fails, by what was asked."""
    nodes: dict[int, tuple[Expression, int]] = field(default_factory=dict)
    """What is worked out again and again, by its identity, with how many nodes that takes."""
    hidden: int = 0
    """In how many works one inside the other that is done whose references count for nothing."""

    def spend(self, parts: int) -> None:
        """Count work that was done: a part of a collection, or 16 characters.

        Raises:
            NotEvaluated: it is more than one root is worth.
        """
        self.spent += parts
        if self.spent > MAX_WORK:
            raise NotEvaluated(f"values of more than {MAX_WORK} parts in one root (limit)")

    def nodes_of_turn(self, loop: For) -> int:
        """How many nodes are worked out in one turn of a loop."""
        return self._nodes_of(loop.value, loop.condition, loop.result_key)

    def spend_on(self, attribute: Attribute) -> None:
        """Count that an argument is worked out: it may be long, and be so for each of many instances."""
        if not 0 < len(attribute.text) <= SHORT_TEXT:  # that of a JSON configuration is no text
            self.spend_on_all(attribute.expression)

    def spend_on_all(self, expression: Expression) -> None:
        """Count that an expression is worked out, where it is a long one."""
        nodes = self._nodes_of(expression)
        if nodes > SHORT:
            self.spend(PARTS_A_NODE * nodes)

    def _nodes_of(self, first: Expression, *more: Expression | None) -> int:
        known = self.nodes.get(id(first))
        if known is None:
            known = self.nodes[id(first)] = (first, nodes_in(first, *more))
        return known[1]

    def note(self, references: Set[Reference] | Reference) -> None:
        """Record what the value that is being worked out refers to."""
        if self.stack:
            if isinstance(references, Reference):
                self.stack[-1].add(references)
            else:
                self.stack[-1] |= references

    def note_named(self, text: str, among: frozenset[Reference]) -> None:
        """Record those of some references whose value a text is."""
        self.note(self.told.get(text, set()) & among)

    def note_inside(self, whole: Value, among: frozenset[Reference]) -> None:
        """Record what all parts of a value refer to; of what their texts came from, those of some references.

        What is inside of one value is looked at once, however often all of it is asked for.
        """
        own, texts = self._inside(whole)
        self.note(own)
        self.note(texts & among)

    def _inside(self, whole: Value) -> tuple[set[Reference], set[Reference]]:
        while isinstance(whole, Sensitive):
            whole = whole.value
        if id(whole) not in self.insides:
            parts = tuple(inside(whole))
            own = {part.reference for part in parts if type(part) is Unknown and part.reference is not None}
            texts = set[Reference]().union(*(self.told.get(part, ()) for part in parts if isinstance(part, str)))
            self.insides[id(whole)] = (whole, own, texts)
        _, own, texts = self.insides[id(whole)]
        return own, texts

    def know_parts(self, made: Mapping[str, Value]) -> None:
        """Remember what each field of an object refers to, where its value tells: all in it is open and names it."""
        if all(isinstance(part, Unknown) and part.reference is not None for part in inside(made)):
            self.know_fields(made, {name: self._inside(value)[0] for name, value in made.items()})

    def traced(self, work: Callable[[], Value]) -> tuple[Value, set[Reference]]:
        """A value, and what it refers to."""
        self.stack.append(set())
        try:
            value = work()
        finally:
            references = self.stack.pop()
        self.note(references)
        return value, references

    def know_fields(self, made: Value, fields: Mapping[str, set[Reference]]) -> None:
        """Remember what each field of an object refers to; a field that is not there refers to nothing."""
        self.fields[id(made)] = (made, fields)

    def keep_fields(self, before: Value, after: Value) -> None:
        """Remember for an object that was converted what is known of the fields that it was made from."""
        if after is before or not isinstance(before, Mapping) or not isinstance(after, Mapping):
            return
        known = self.fields.get(id(before))
        if known is not None:
            self.fields[id(after)] = (after, known[1])
        for name, value in before.items():
            self.keep_fields(value, after.get(name))

    def for_field(self, name: str, work: Callable[[], Value]) -> Value:
        """An object of which one field is asked for: what its other fields refer to is not noted."""
        self.stack.append(set())
        try:
            made = work()
        finally:
            references = self.stack.pop()
        self.note(self._of_field(unmark(made), name, references))
        return made

    def _of_field(self, made: Value, name: str, among: set[Reference]) -> set[Reference]:
        """What a field of an object refers to; where that is not known, what all of it does."""
        known = self.fields.get(id(made))
        if known is not None:
            return known[1].get(name, set())
        if type(made) is not Unknown or not made.merged:
            return among
        found: set[Reference] = set()
        for mapping in holders(made.merged, name):
            if isinstance(mapping, Unknown):
                found |= {reference for reference in among if str(reference) in mapping.causes}
            else:
                found |= self._of_field(mapping, name, among)
        return found

    def unseen(self, work: Callable[[], Value]) -> Value:
        """Work whose references count for nothing."""
        self.stack.append(set())
        self.hidden += 1
        try:
            return work()
        finally:
            self.hidden -= 1
            self.stack.pop()

    def asking(self, work: Callable[[], Value]) -> Value:
        """Work that asks whether an expression fails: what it asks `once` is remembered to its end.

        Each step asks what its parts are worth, those of what stands inside of others again and again: without that,
        the time would double with every level.
        """
        if self.answers is not None:
            return work()
        self.answers = {}
        try:
            return work()
        finally:
            self.answers = None

    def once(
        self, what: str, node: object, scope: object, names: Mapping[str, object], work: Callable[[], Value]
    ) -> Value:
        """What is found out about an expression in a scope, where some names have a meaning; or why it is refused."""
        if self.answers is None:
            return work()
        key = _question(what, node, scope, names)
        if key in self.answers:
            found = self.answers[key][1]
            if isinstance(found, EvaluationProblem):
                raise found.with_traceback(None)
            return found
        return self._remembered(key, (node, scope, names), work)

    def again(self, node: object, scope: object, names: Mapping[str, object], work: Callable[[], Value]) -> Value:
        """The value of an expression that may be asked for again by what stands around it.

        Where what it refers to counts, it is worked out; else what was found before will do.
        """
        if self.hidden:
            return self.asking(lambda: self.once("value", node, scope, names, work))
        return self.asking(lambda: self._remembered(_question("value", node, scope, names), (node, scope, names), work))

    def _remembered(self, key: tuple[object, ...], kept: object, work: Callable[[], Value]) -> Value:
        """What some work gives, as the answer to a question whose parts are ``kept`` as long as the answer."""
        try:
            value = work()
        except NotEvaluated:  # this hangs on who asks
            raise
        except EvaluationProblem as problem:
            self._keep(key, kept, problem)
            raise
        self._keep(key, kept, value)
        return value

    def _keep(self, key: tuple[object, ...], kept: object, found: Value | EvaluationProblem) -> None:
        if self.answers is not None:
            if len(self.answers) >= MAX_ANSWERS:
                self.answers.clear()
            self.answers[key] = kept, found


def _question(what: str, node: object, scope: object, names: Mapping[str, object]) -> tuple[object, ...]:
    return (what, id(node), id(scope), meanings(names))


class Untraced(Trace):
    """The trace of constants: they refer to nothing, and are no longer than they are written."""

    def spend(self, parts: int) -> None:
        """Nothing is counted."""
