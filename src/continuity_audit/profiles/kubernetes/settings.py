"""What the pods of a workload are told: by their environment, their commands, and the files that they mount."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value
from continuity_audit.profiles.hosts import hosts_in, hosts_in_file
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import all_containers, in_pods, text
from continuity_audit.profiles.terms import walk

_EXPANDED: Final = pattern(r"\$\(([-._A-Za-z][-._A-Za-z0-9]*)\)")
MAX_STARTED: Final = 2 * 1024 * 1024
"""Linux starts no program with more than so many bytes of arguments and environment: see ``execve(2)``."""
_OPEN: Final = "…"
"""Stands for a word of a command that is not known."""
_REFERENCES: Final = {
    "ConfigMap": ("valueFrom.configMapKeyRef.name", "configMapRef.name", "configMap.name", "configMap.name"),
    "Secret": ("valueFrom.secretKeyRef.name", "secretRef.name", "secret.secretName", "secret.name"),
}
"""Where a variable, a source of variables, a volume, and a part of a projected volume name one."""
_OF_SECRETS: Final = ("secretKeyRef", "secretRef", "secret", "secretName")
"""The keys in the values of charts that name a Secret, or hold what does."""


def hosts_told(holder: Resource, estate: Estate) -> Iterator[str]:
    """The hosts that the pods are told of; those of ConfigMaps where these are in the code."""
    for container in all_containers(holder):
        environment = dict(environment_of(container, holder, estate))
        words = [word for part in ("command", "args") for word in elements(container.get(part))]
        command = "\n".join(word if isinstance(word, str) else _OPEN for word in words)
        told = expanded((*environment.values(), command), environment)
        for name, value in zip((*environment, ""), told, strict=True):
            yield from hosts_in(name, value)
    for content in file_texts(holder, estate):
        yield from hosts_in_file(content)


def names_taken(holder: Resource, kind: str) -> Iterator[str]:
    """The names of the ConfigMaps or Secrets that the pods take settings from: a variable, all variables, or files."""
    of_variable, of_all, of_volume, of_source = _REFERENCES[kind]
    for container in all_containers(holder):
        for _, variable in mappings(container.get("env")):
            yield text(walk(variable, of_variable))
        for _, source in mappings(container.get("envFrom")):
            yield text(walk(source, of_all))
    for _, volume in mappings(in_pods(holder, "volumes")):
        yield text(walk(volume, of_volume))
        for _, source in mappings(walk(volume, "projected.sources")):
            yield text(walk(source, of_source))


def told_by_values(values: Value, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts in the values of a chart under the name that says what each is: its key, or that of its variable."""
    match values:
        case str():
            yield key, values
        case tuple():
            for element in values:
                yield from told_by_values(element, key)
        case Mapping():
            if isinstance(name := values.get("name"), str) and isinstance(value := values.get("value"), str):
                yield name, value
                return
            for inner, value in values.items():
                of_secret = inner == "name" and key in _OF_SECRETS
                yield from told_by_values(value, key if of_secret else inner)


def secrets_of_values(values: Value) -> Iterator[str]:
    """The Secrets that the values of a chart name."""
    return (value for key, value in told_by_values(values) if key in _OF_SECRETS)


def environment_of(container: Mapping[str, Value], holder: Resource, estate: Estate) -> Iterator[tuple[str, str]]:
    """The variables that are known; one of its own wins over one of a ConfigMap."""
    for _, source in mappings(container.get("envFrom")):
        for key, value in config_data(text(walk(source, "configMapRef.name")), holder, estate).items():
            if isinstance(value, str):
                yield f"{text(source.get('prefix'))}{key}", value
    for _, variable in mappings(container.get("env")):
        value = variable.get("value")
        if value is None:
            reference = walk(variable, "valueFrom.configMapKeyRef")
            value = config_data(text(walk(reference, "name")), holder, estate).get(text(walk(reference, "key")))
        if isinstance(value, str):
            yield text(variable.get("name")), value


def expanded(texts: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Texts with the variables that Kubernetes puts in: ``$(NAME)``; as they are beyond the limit."""

    def put_in(found: re.Match[str]) -> str:
        return environment.get(found[1], found[0])

    grown = sum(len(put_in(found)) for told in texts for found in _EXPANDED.finditer(told))
    return list(texts) if grown > MAX_STARTED else [_EXPANDED.sub(put_in, told) for told in texts]


def file_texts(holder: Resource, estate: Estate) -> Iterator[str]:
    """The texts of the ConfigMaps that are mounted."""
    for _, volume in mappings(in_pods(holder, "volumes")):
        for source in (volume, *(source for _, source in mappings(walk(volume, "projected.sources")))):
            reference = entries(source.get("configMap"))
            chosen = {text(item.get("key")) for _, item in mappings(reference.get("items"))}
            for key, value in config_data(text(reference.get("name")), holder, estate).items():
                if isinstance(value, str) and (not chosen or key in chosen):
                    yield value


def config_data(name: str, holder: Resource, estate: Estate) -> Mapping[str, Value]:
    """What a ConfigMap holds that the pods of a workload name."""
    found = objects(estate).find(holder, "ConfigMap", name) if name else None
    return entries(found.values.get("data")) if found else {}


__all__ = [
    "config_data", "environment_of", "expanded", "file_texts", "hosts_told", "names_taken", "secrets_of_values",
    "told_by_values",
]  # fmt: skip
