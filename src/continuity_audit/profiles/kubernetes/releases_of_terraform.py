"""A release of Helm by Terraform: texts of values and single settings, in the order in which they count.

Source: https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from continuity_audit.estate.documents import laid_over
from continuity_audit.estate.model import Resource
from continuity_audit.estate.open_texts import as_one, read_text
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import is_secret_name, told_as
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Sensitive, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.release_values import (
    Installed,
    Release,
    evaluated,
    nested,
    parsed,
    typed,
    with_path,
)

_STEP: Final = pattern(r"(?:[^.\\]|\\.)+")
SECRET_SETTINGS: Final = ("set_sensitive", "set_wo")
SETTINGS: Final = ("set", "set_list", *SECRET_SETTINGS)


def release_of_terraform(resource: Resource) -> Release:
    """What a ``helm_release`` installs."""
    chart, repository = text(resource.values.get("chart")), text(resource.values.get("repository"))
    hidden = () if chart else causes_of(told_as(f"{resource.address}.chart", resource.values.get("chart")))
    values: Mapping[str, Value] = {}
    unseen: list[str] = []
    for argument, part in _parts_given(resource):
        held = _set(part, resource, argument) if isinstance(part, Mapping) else _begun(part)
        laid = None if held is None else as_one(lift(partial(laid_over, values), held))
        if not isinstance(laid, Mapping):  # it may set anew what was set before it
            unseen += sorted(causes_of(part)) or [f"{resource.address} ({argument})"]
            values = parsed(part.starts[: part.starts.rfind("\n") + 1]) or {} if isinstance(part, Unknown) else {}
        else:
            values = laid
    installed = Installed(resource.values.get("name"), resource.values.get("namespace") or "default")
    found = evaluated(values, installed, resource, "values")
    # A chart without a repository says itself where it comes from: a folder, an address, the short name of a publisher.
    name = chart.rstrip("/").rpartition("/")[2]
    return Release(
        name, with_path(repository, chart) or _address_in(chart), resource.values.get("version"), found, "values",
        tuple(dict.fromkeys(unseen)), tuple(sorted(hidden)), installed,
    )  # fmt: skip


def _address_in(chart: str) -> str:
    """Where a chart without a repository comes from, as far as it says so itself.

    ``jetstack/cert-manager`` begins with what Helm calls a repository on a machine, unless it is a path.
    """
    called, _, name = chart.partition("/")
    is_short = "/" not in name and "." not in called and called not in _FOLDERS
    return f"@{called}" if name and called and is_short else chart if name else ""


_FOLDERS: Final = ("chart", "charts", "helm", "helm-charts", "modules")


def _parts_given(resource: Resource) -> Iterator[tuple[str, Value]]:
    """What sets values, in the order in which it does: texts of YAML, then single settings; or what is open of them."""
    for argument in ("values", *SETTINGS):
        given = resource.values.get(argument)
        for part in given if isinstance(given, tuple) else (given,):
            if part is not None:
                yield argument, part


def _begun(written: Value) -> Value:
    """The values in a text of YAML, be some of them open; ``None`` where it is none, or more of it is open."""
    found = read_text(written, parsed)
    return found if isinstance(found, Mapping | Choice) else None


def _set(setting: Mapping[str, Value], resource: Resource, argument: str) -> Mapping[str, Value] | None:
    """The values that one setting sets, nothing where its name is open; a list of which it names a place is open."""
    name, held = setting.get("name"), setting.get("value")
    if not isinstance(name, str):
        return None
    path, place, _ = name.partition("[")
    steps = [step.replace("\\.", ".") for step in _STEP.findall(path)]
    secret = argument in SECRET_SETTINGS or isinstance(held, Sensitive) or any(map(is_secret_name, steps[-1:]))
    if place or secret:
        held = unknown(f"{resource.address} ({argument} of {name})")
    return nested(steps, held if setting.get("type") == "string" else typed(held)) if steps else {}


__all__ = ["SETTINGS", "release_of_terraform"]
