"""YAML as a configuration needs it: no key twice, and no aliases or depths that make a small file endless."""

from __future__ import annotations

from typing import Any

import yaml

_DEEPEST = 50


class _Loader(yaml.SafeLoader):
    """The loader that refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise _error(f'the key "{key.value}" stands twice', key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def plain_yaml(text: str) -> Any:
    """The one document of a text; raises yaml.YAMLError, or ValueError for a date that does not exist."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _error("aliases are not allowed here", event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _error("nested too deeply", event)
    return yaml.load(text, Loader=_Loader)  # noqa: S506


def _error(problem: str, place: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=place.start_mark)
