"""YAML as a configuration needs it: no key twice, and no aliases or depths that make a small file endless."""

from __future__ import annotations

from typing import Any

import yaml

_DEEPEST = 50


class _Loader(yaml.SafeLoader):
    """The loader that refuses a key that stands twice and leaves dates to whoever checks them."""

    # Text that looks like a date stays text: one that does not exist is then named with its key.
    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class declares it, and never as one of the class
        first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise _error(f'the key "{key.value}" stands twice', key)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def plain_yaml(text: str) -> Any:
    """The one document of a text; raises yaml.YAMLError, or ValueError for a number that is none."""
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
