"""The value of an expression, as far as the code decides it.

Three-valued throughout: what is open stays an `Unknown` or a `Choice` and carries its causes; an operator or branch
that does not depend on it is decided all the same. A mistake in an expression is an `EvaluationProblem`, which `try`
and `can` catch and which otherwise ends as an unknown with the mistake as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Final, Protocol

from continuity_audit.estate.values import (
    Choice,
    Reference,
    Sensitive,
    SetValue,
    Unknown,
    Value,
    above,
    as_number,
    as_truth,
    at_least,
    both,
    causes_of,
    either,
    equals,
    if_else,
    is_known,
    key_of,
    lift,
    negate,
    unmark,
)
from continuity_audit.parsers.terraform.functions import FileAccess, FunctionError, call_function
from continuity_audit.parsers.terraform.syntax import (
    Binary,
    Call,
    Conditional,
    Element,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Literal,
    Name,
    ObjectOf,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TupleOf,
    Unary,
)
from continuity_audit.parsers.terraform.types import number_text

PRECISION: Final = 155  # decimal digits of Terraform's 512-bit numbers
MAX_ELEMENTS: Final = 100_000
MAX_TEXT: Final = 5_000_000


class EvaluationProblem(Exception):
    """An expression that Terraform would refuse, in words."""


class Namespace:
    """Something that only its attributes make a value: ``var``, ``local``, a resource type, a block's instances."""

    def __init__(self, get: Callable[[str], Value]) -> None:
        self.get = get


@dataclass(frozen=True, slots=True, eq=False)
class Instance(Unknown):
    """One instance of a block as a whole: an object whose attributes are worked out when asked."""

    get: Callable[[str], Value] = lambda name: None


@dataclass(frozen=True, slots=True, eq=False)
class Instances(Unknown):
    """The instances of a block whose number or keys are open: any index leads to ``element``."""

    element: Value = None
    size: Value = None
    known: Mapping[str, Value] | None = None


class Scope(Protocol):
    """Where names get their meaning."""

    files: FileAccess

    def name(self, word: str) -> Value | Namespace:
        """The meaning of the first word of a reference.

        Raises:
            EvaluationProblem: it has none.
        """

    def template_file(self, path: str, variables: Mapping[str, Value]) -> Value:
        """A template file rendered with variables."""


Environment = Mapping[str, "Value | Namespace"]
ELEMENT: Final = ""
"""The name under which an environment holds what a splat stands on."""


def evaluate(node: Expression, scope: Scope, names: Environment) -> Value:
    """The value of an expression.

    Raises:
        EvaluationProblem: Terraform would refuse it.
    """
    found = _evaluate(node, scope, names)
    if isinstance(found, Namespace):
        raise EvaluationProblem("a reference that is not complete")
    return found


def _evaluate(node: Expression, scope: Scope, names: Environment) -> Value | Namespace:
    match node:
        case Literal(value=value):
            return value
        case GetAttribute(of=of, name=name):
            base = _evaluate(of, scope, names)
            return base.get(name) if isinstance(base, Namespace) else get_attribute(base, name)
        case Name(name=name):
            return names[name] if name in names else scope.name(name)
        case Element():
            return names[ELEMENT]
        case Template(parts=parts):
            return _template([evaluate(part, scope, names) for part in parts])
        case Call():
            return _call(node, scope, names)
        case GetIndex(of=of, key=key):
            base = _evaluate(of, scope, names)
            index = evaluate(key, scope, names)
            if isinstance(base, Namespace):
                return base.get(index) if isinstance(index, str) else Unknown(causes_of(index), key_of(index))
            return lift(get_index, base, index)
        case Conditional(condition=condition, then=then, other=other):
            return _conditional(condition, then, other, scope, names)
        case Binary():
            return _binary(node, scope, names)
        case Unary(operator="!", operand=operand):
            return negate(_condition(evaluate(operand, scope, names)))
        case Unary(operand=operand):
            return lift(lambda v: _arithmetic("-", 0, v), evaluate(operand, scope, names))
        case TupleOf(elements=elements):
            return tuple(evaluate(element, scope, names) for element in elements)
        case ObjectOf(entries=entries):
            return _object(entries, scope, names)
        case Splat(of=of, each=each):
            return _splat(evaluate(of, scope, names), lambda v: evaluate(each, scope, {**names, ELEMENT: v}))
        case For():
            return _for(node, scope, names)
        case TemplateIf(condition=condition, then=then, other=other):
            truth = _condition(evaluate(condition, scope, names))
            return if_else(truth, lambda: evaluate(then, scope, names), lambda: evaluate(other, scope, names))
        case TemplateFor():
            loop = For(node.key, node.element, node.collection, node.body, None, None, False)
            return lift(lambda parts: _joined(parts), _for(loop, scope, names))
    raise EvaluationProblem(f"no expression: {type(node).__name__}")


class _NoScope:
    """A scope in which no name has a meaning, for constants."""

    files: FileAccess = None  # type: ignore[assignment]  # constants read no files

    def name(self, word: str) -> Value | Namespace:
        raise EvaluationProblem(f"{word} has no meaning here")

    def template_file(self, path: str, variables: Mapping[str, Value]) -> Value:
        raise EvaluationProblem("a constant reads no file")


def evaluate_constant(node: Expression) -> Value:
    """The value of an expression in which no name has a meaning."""
    return evaluate(node, _NoScope(), {})


# --- attributes, indexes, splats ----------------------------------------------------------------------------------


def get_attribute(base: Value, name: str) -> Value:
    """``base.name``"""
    return lift(lambda value: _attribute(value, name), base)


def _attribute(value: Value, name: str) -> Value:
    match value:
        case Instance():
            return value.get(name)
        case Instances():
            # Without an index: an error in Terraform; on a block that is there or not people write it all the same.
            return get_attribute(value.element, name)
        case Unknown():
            return Unknown(value.causes, f"{value.key}.{name}", _extend(value.reference, f".{name}"))
        case Mapping():
            if name not in value:
                raise EvaluationProblem(f"this object does not have an attribute named {name!r}")
            return value[name]
        case None:
            raise EvaluationProblem(f"attempt to get attribute {name!r} from null value")
        case _:
            raise EvaluationProblem(f"this value does not have an attribute named {name!r}")


def _extend(reference: Reference | None, step: str) -> Reference | None:
    if reference is None:
        return None
    return Reference(reference.address, (reference.attribute + step).lstrip("."))


def get_index(base: Value, key: Value) -> Value:
    """``base[key]``; both plain at their top."""
    match base:
        case Instances():
            known = base.known or {}
            return known[key] if isinstance(key, str) and key in known else base.element
        case Unknown():
            causes = base.causes | causes_of(key)
            step = key if isinstance(key, int | str) else key_of(key)
            return Unknown(causes, f"{base.key}[{step}]", _extend(base.reference, f"[{step}]"))
        case None:
            raise EvaluationProblem("attempt to index null value")
        case tuple():
            return _element(base, key)
        case Mapping():
            return _entry(base, key)
        case _:
            raise EvaluationProblem("this value does not have any indices")


def _element(base: tuple[Value, ...], key: Value) -> Value:
    if isinstance(key, Unknown):
        return _one_of(base, key)
    number = as_number(key) if isinstance(key, str) else key
    if not isinstance(number, int) or isinstance(number, bool):
        raise EvaluationProblem("the given key does not identify an element in this collection value")
    if not 0 <= number < len(base):
        raise EvaluationProblem("the given index is out of range")
    return base[number]


def _entry(base: Mapping[str, Value], key: Value) -> Value:
    if isinstance(key, Unknown):
        return _one_of(tuple(base.values()), key, tuple(base))
    text = str(key).lower() if isinstance(key, bool) else number_text(key) if isinstance(key, int | Decimal) else key
    if not isinstance(text, str) or text not in base:
        raise EvaluationProblem("the given key does not identify an element in this collection value")
    return base[text]


def _one_of(elements: tuple[Value, ...], key: Unknown, keys: tuple[str, ...] = ()) -> Value:
    """An element at an index that is open: whatever the elements share is known; few keys are told apart."""
    if elements and all(is_known(e) and equals(e, elements[0]) is True for e in elements):
        return elements[0]
    if keys and len(keys) <= 8 and not key.reference:
        result: Value = elements[-1]
        for name, element in reversed(list(zip(keys[:-1], elements[:-1], strict=True))):
            result = if_else(equals(key, name), lambda e=element: e, lambda r=result: r)  # type: ignore[misc]
        return result
    causes = key.causes.union(*(causes_of(e) for e in elements)) if elements else key.causes
    return Unknown(causes, f"{key_of(elements)}[{key.key}]")


def _splat(base: Value, each: Callable[[Value], Value]) -> Value:
    def over(value: Value) -> Value:
        match value:
            case None:
                return ()
            case tuple(elements) | SetValue(elements=elements):
                return tuple(each(element) for element in elements)
            case Instances():
                return _list_like(value, each(value.element))
            case Instance():
                return (each(value),)
            case Unknown():
                found = each(value)
                return found if isinstance(found, Unknown) else Unknown(value.causes, f"{value.key}[*]")
            case _:
                return (each(value),)

    return lift(over, base)


def _list_like(instances: Instances, sample: Value) -> Value:
    """A list, of a length that is open, whose elements are like one sample; the sample's reference says which."""
    sample = unmark(sample)
    reference = sample.reference if isinstance(sample, Unknown) else instances.reference
    causes = instances.causes | causes_of(sample)
    return Unknown(causes, f"{instances.key}[*]:{key_of(sample)}", reference, _least(instances.size))


def _least(size: Value) -> int | None:
    match size:
        case int():
            return int(size)
        case Unknown(low=low):
            return low
        case _:
            return None


# --- operators ----------------------------------------------------------------------------------------------------


def _condition(value: Value) -> Value:
    plain = unmark(value)
    if plain is None:
        raise EvaluationProblem("the condition value is null")
    if isinstance(plain, tuple | dict | SetValue):
        raise EvaluationProblem("a bool is required")
    return as_truth(value)


def _conditional(condition: Expression, then: Expression, other: Expression, scope: Scope, names: Environment) -> Value:
    truth = _condition(evaluate(condition, scope, names))
    sides = (lambda: evaluate(then, scope, names), lambda: evaluate(other, scope, names))
    value = if_else(truth, *sides)
    if truth is True or truth is False:
        return _as_other(value, other if truth else then)
    return value


def _as_other(value: Value, other: Expression) -> Value:
    """Both sides of a conditional have one type: beside a text, a number or bool becomes a text."""
    text = isinstance(other, Template) or (isinstance(other, Literal) and isinstance(other.value, str))
    if text and isinstance(value, bool | int | Decimal):
        return str(value).lower() if isinstance(value, bool) else number_text(value)
    return value


def _binary(node: Binary, scope: Scope, names: Environment) -> Value:
    left = evaluate(node.left, scope, names)
    right = lambda: evaluate(node.right, scope, names)  # noqa: E731  asked for only where needed
    match node.operator:
        case "&&":
            return both(_condition(left), lambda: _condition(right()))
        case "||":
            return either(_condition(left), lambda: _condition(right()))
        case "==":
            return equals(left, right())
        case "!=":
            return negate(equals(left, right()))
        case operator:
            return lift(lambda a, b: _arithmetic(operator, a, b), left, right())


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    first, second = _number(left), _number(right)
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return _open_arithmetic(operator, first, second)
    with localcontext() as context:
        context.prec = PRECISION
        match operator:
            case "+":
                return first + second
            case "-":
                return first - second
            case "*":
                return _whole(Decimal(first) * Decimal(second)) if _large(first, second) else first * second
            case "/" | "%" if second == 0:
                raise EvaluationProblem("divide by zero")
            case "/":
                return _whole(Decimal(first) / Decimal(second))
            case "%":
                return _whole(Decimal(first) % Decimal(second))
            case ">":
                return first > second
            case ">=":
                return first >= second
            case "<":
                return first < second
            case _:
                return first <= second


def _large(first: int | Decimal, second: int | Decimal) -> bool:
    return first.__class__ is Decimal or second.__class__ is Decimal or max(abs(first), abs(second)) > 10**100


def _whole(number: Decimal) -> int | Decimal:
    return int(number) if abs(number.adjusted()) < 4000 and number == number.to_integral_value() else number


def _number(value: Value) -> int | Decimal | Unknown:
    match value:
        case bool() | None:
            raise EvaluationProblem("a number is required")
        case int() | Decimal() | Unknown():
            return value
        case str() if (number := as_number(value)) is not None:
            return number
        case _:
            raise EvaluationProblem("a number is required")


def _open_arithmetic(operator: str, left: int | Decimal | Unknown, right: int | Decimal | Unknown) -> Value:
    if isinstance(left, Unknown) and not isinstance(right, Unknown):
        match operator:
            case ">":
                return above(left, right)
            case ">=":
                return at_least(left, right)
            case "<":
                return negate(at_least(left, right))
            case "<=":
                return negate(above(left, right))
    if isinstance(right, Unknown) and not isinstance(left, Unknown):
        flipped = {">": "<", ">=": "<=", "<": ">", "<=": ">="}.get(operator)
        if flipped:
            return _open_arithmetic(flipped, right, left)
    causes = causes_of(left) | causes_of(right)
    result = Unknown(causes, f"({key_of(left)}{operator}{key_of(right)})", low=_low_of(operator, left, right))
    return as_truth(result) if operator in (">", ">=", "<", "<=") else result


def _low_of(operator: str, left: int | Decimal | Unknown, right: int | Decimal | Unknown) -> int | None:
    lows = [side.low if isinstance(side, Unknown) else int(side) for side in (left, right)]
    if lows[0] is None or lows[1] is None:
        return None
    if operator == "+":
        return lows[0] + lows[1]
    if operator == "*" and lows[0] >= 0 and lows[1] >= 0:
        return lows[0] * lows[1]
    return lows[0] - lows[1] if operator == "-" and not isinstance(right, Unknown) else None


# --- texts, objects, loops ----------------------------------------------------------------------------------------


def _template(parts: list[Value]) -> Value:
    if len(parts) == 1:
        return parts[0]
    return lift(lambda *values: _joined(values), *parts)


def _joined(parts: Value) -> Value:
    if isinstance(parts, Unknown):
        return parts
    assert isinstance(parts, tuple)  # noqa: S101  callers give a tuple or an unknown
    texts: list[str] = []
    size = 0
    for part in parts:
        text = _text(part)
        if text is None:
            return _open_text(parts)
        size += len(text)
        if size > MAX_TEXT:
            raise EvaluationProblem(f"a text of more than {MAX_TEXT} characters (limit)")
        texts.append(text)
    return "".join(texts)


def _text(value: Value) -> str | None:
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case int() | Decimal():
            return number_text(value)
        case Unknown() | Choice() | Sensitive():
            return None
        case None:
            raise EvaluationProblem("the expression result is null; cannot include a null value in a string template")
        case _:
            raise EvaluationProblem("cannot include the given value in a string template: string required")


def _open_text(parts: tuple[Value, ...]) -> Value:
    if any(isinstance(part, Choice | Sensitive) for part in parts):
        return lift(lambda *values: _joined(values), *parts)
    references = [part.reference for part in parts if isinstance(part, Unknown)]
    arn = isinstance(parts[0], str) and parts[0].startswith("arn:") and isinstance(parts[-1], Unknown)
    reference = references[0] if arn and len(references) == 1 else None
    return Unknown(causes_of(parts), f'"{key_of(parts)}"', reference)


def _object(entries: tuple[tuple[Expression, Expression], ...], scope: Scope, names: Environment) -> Value:
    result: dict[str, Value] = {}
    open_keys: list[Value] = []
    for key_node, value_node in entries:
        key = evaluate(key_node, scope, names)
        value = evaluate(value_node, scope, names)
        text = _key_text(key)
        if text is None:
            open_keys += [key, value]
        else:
            result[text] = value
    if open_keys:
        return Unknown(causes_of(tuple(open_keys)), "{" + key_of(tuple(open_keys)) + key_of(result) + "}")
    return result


def _key_text(key: Value) -> str | None:
    plain = unmark(key)
    if plain is None:
        raise EvaluationProblem("can't use a null value as a key")
    return _text(plain)


def _for(node: For, scope: Scope, names: Environment) -> Value:
    collection = evaluate(node.collection, scope, names)
    return lift(lambda plain: _for_over(node, plain, scope, names), collection)


def _for_over(node: For, collection: Value, scope: Scope, names: Environment) -> Value:
    pairs: list[tuple[Value, Value]]
    match collection:
        case tuple():
            pairs = list(enumerate(collection))
        case SetValue(elements=elements):
            pairs = [(element, element) for element in elements]
        case Mapping():
            pairs = [(key, collection[key]) for key in sorted(collection)]
        case Instances():
            return _for_instances(node, collection, scope, names)
        case Unknown():
            return Unknown(collection.causes, f"for({collection.key}:{key_of(repr(node))})")
        case None:
            raise EvaluationProblem("a null value cannot be used as the collection in a 'for' expression")
        case _:
            raise EvaluationProblem("iteration over non-iterable value")
    if len(pairs) > MAX_ELEMENTS:
        raise EvaluationProblem(f"more than {MAX_ELEMENTS} elements (limit)")
    return _loop(node, pairs, scope, names)


def _for_instances(node: For, collection: Instances, scope: Scope, names: Environment) -> Value:
    key = Unknown(collection.causes, f"key({collection.key})")
    inner = {**names, node.element: collection.element} | ({node.key: key} if node.key else {})
    return _list_like(collection, evaluate(node.value, scope, inner))


def _loop(node: For, pairs: list[tuple[Value, Value]], scope: Scope, names: Environment) -> Value:
    result: Value = {} if node.result_key is not None else ()
    for key, element in pairs:
        inner = {**names, node.element: element} | ({node.key: key} if node.key else {})
        wanted = True if node.condition is None else _condition(evaluate(node.condition, scope, inner))
        if wanted is False:
            continue
        value = evaluate(node.value, scope, inner)
        if node.result_key is None:
            result = _grown(result, wanted, lambda r, v=value: (*r, v))  # type: ignore[misc]
        else:
            name = evaluate(node.result_key, scope, inner)
            result = _grown(result, wanted, lambda r, n=name, v=value: _with_entry(r, n, v, node.group))  # type: ignore[misc]
    return result


def _grown(result: Value, wanted: Value, grow: Callable[..., Value]) -> Value:
    """The result with one more element where the condition holds."""
    bigger = lambda r: r if isinstance(r, Unknown) else grow(r)  # noqa: E731
    if wanted is True and not isinstance(result, Choice):
        return bigger(result)
    return lift(lambda r, w: bigger(r) if w else r, result, wanted)


def _with_entry(result: Mapping[str, Value], name: Value, value: Value, group: bool) -> Value:
    text = _key_text(name)
    if text is None:
        if isinstance(name, Choice):
            return lift(lambda n: _with_entry(result, n, value, group), name)
        return Unknown(causes_of(name) | causes_of(value) | causes_of(result), f"{key_of(result)}+{key_of(name)}")
    if group:
        before = result.get(text, ())
        return {**result, text: (*before, value) if isinstance(before, tuple) else (value,)}
    return {**result, text: value}


# --- functions ----------------------------------------------------------------------------------------------------


def _call(node: Call, scope: Scope, names: Environment) -> Value:
    name = node.name.removeprefix("core::")
    if name == "try":
        return _try(node, scope, names)
    if name == "can":
        return _can(node, scope, names)
    arguments = [evaluate(argument, scope, names) for argument in node.arguments]
    if node.expand:
        spread = unmark(arguments.pop())
        if isinstance(spread, Unknown | Choice):
            causes = causes_of(spread).union(*map(causes_of, arguments)) if arguments else causes_of(spread)
            return Unknown(causes, f"{name}({key_of(spread)}...)")
        if not isinstance(spread, tuple | SetValue):
            raise EvaluationProblem("the last argument must be a list")
        arguments += spread.elements if isinstance(spread, SetValue) else spread
    if "::" in name:
        causes = frozenset({f"{name}()"}).union(*map(causes_of, arguments))
        return Unknown(causes, f"{name}({key_of(tuple(arguments))})")
    if name in ("templatefile", "templatestring"):
        return lift(lambda *values: _template_call(name, values, scope, names), *arguments)
    return _function(name, arguments, scope)


def _function(name: str, arguments: list[Value], scope: Scope) -> Value:
    if name == "length" and len(arguments) == 1 and isinstance(arguments[0], Instances):
        return arguments[0].size
    try:
        result = call_function(name, arguments, scope.files)
    except FunctionError as problem:
        raise EvaluationProblem(str(problem)) from problem
    if isinstance(result, Unknown) and result.reference is None:
        references = [a.reference for a in arguments if isinstance(a, Unknown) and a.reference]
        if len(references) == 1 and name in PASSING:
            return replace(result, reference=references[0])
    return result


PASSING: Final = frozenset(
    [
        "one",
        "join",
        "concat",
        "element",
        "coalesce",
        "coalescelist",
        "compact",
        "flatten",
        "tolist",
        "toset",
        "tostring",
        "sort",
        "distinct",
        "values",
        "keys",
        "reverse",
        "nonsensitive",
        "sensitive",
        "setunion",
        "lookup",
        "merge",
        "trimspace",
        "lower",
    ]
)
"""Functions whose result still names what their one unknown argument names."""


def _template_call(name: str, values: tuple[Value, ...], scope: Scope, names: Environment) -> Value:
    if len(values) != 2 or any(isinstance(value, Unknown) for value in values):
        return Unknown(causes_of(values), f"{name}({key_of(values)})")
    text, variables = values
    if not isinstance(text, str) or not isinstance(variables, Mapping):
        raise EvaluationProblem(f"{name} takes a text and a map of variables")
    if name == "templatefile":
        return scope.template_file(text, variables)
    from continuity_audit.parsers.terraform.grammar import parse_template

    return evaluate(parse_template(text), scope, {**names, **variables})


def _try(node: Call, scope: Scope, names: Environment) -> Value:
    for argument in node.arguments:
        try:
            return evaluate(argument, scope, names)
        except EvaluationProblem:
            continue
    raise EvaluationProblem("no expression of try succeeded")


def _can(node: Call, scope: Scope, names: Environment) -> Value:
    try:
        value = evaluate(node.arguments[0], scope, names)
    except EvaluationProblem:
        return False
    if isinstance(value, Unknown):
        return as_truth(Unknown(value.causes, f"can({value.key})"))
    return True
