"""How the objects of one controller say what Terraform has arguments for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from continuity_audit.estate.model import Provider, Resource
from continuity_audit.estate.values import Value


def _same(resource: Resource, key: str) -> str:
    return ""


def _none(resource: Resource) -> tuple[tuple[str, str], ...]:
    return ()


def _never(resource: Resource) -> bool:
    return False


class Dialect(Struct, frozen=True):
    """The objects of one controller: which they are, and where they say what."""

    at: str
    """The dotted path below which the arguments stand."""
    types: Mapping[str, str]
    """The type of Terraform by the type of object; one of them, where the object decides."""
    type_of: Callable[[Resource], str]
    """The type that an object is judged as."""
    fields: Callable[[Resource], dict[str, Value]]
    """What an object asks for."""
    named: Callable[[Resource, str], dict[str, Value]]
    """The arguments that the name of an object gives, which is judged as some type."""
    provider_of: Callable[[str, Resource, Mapping[str, Value]], Provider]
    """The provider, with the place that an object names: by its type, itself and its arguments."""
    secrets: Callable[[Resource], tuple[tuple[str, str], ...]] = _none
    """The Secrets in which the controller writes how to reach what it makes: the namespace and the name of each."""
    renamed: Callable[[Resource, str], str] = _same
    """The argument that a field is, where it has another name than the field; else empty."""
    one_of: tuple[str, ...] = ()
    """The fields that hold one of several references, by the kind of what these mean."""
    written: Mapping[str, str] = {}
    """The fields of arguments that are called otherwise, both as dotted paths."""
    is_observed: Callable[[Resource], bool] = _never
    """Whether an object only tells of what others make."""


__all__ = ["Dialect"]
