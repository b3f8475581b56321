"""How an open value is answered: what to set, to give or to run, by the kind of its name."""

import re
from typing import Final

_INNER: Final = re.compile(r"^((?:module\.[^.]+\.)+)(?=var\.|data\.|local\.|path\.)")
_PROVIDER: Final = re.compile(r"(?:^|\.)provider\.[\w.-]+\.(\w+)$")
_WRITTEN: Final = {"account": "allowed_account_ids"}
_VARIABLE: Final = re.compile(r"var\.([\w-]+)")


def how_to_answer(name: str) -> str:
    """One sentence that says what to do, code between backticks."""
    inner = _INNER.match(name)
    call = inner[1].rstrip(".") if inner else ""
    plain = name[inner.end() :] if inner else name
    variable = _VARIABLE.match(plain)
    if variable and call:
        return f"Set `{variable[1]}` where `{call}` is called, or give that variable a default."
    if variable:
        return f"Audit with `--var {variable[1]}=VALUE` or `--var-file FILE`, or give the variable a default."
    if plain == "terraform.workspace":
        return "Audit with `--workspace NAME`, or name the workspace of each environment in the configuration."
    if plain.startswith("data."):
        return "Audit a plan file (`terraform show -json`): it holds what the data source returns."
    if plain.startswith("env."):
        return f"Audit with `--var {plain}=VALUE`, or give `get_env` a default: the machine's own is never read."
    if plain.startswith("arn:"):
        return "Audit the root that makes it together with this one: then the code says where it stands."
    if provider := _PROVIDER.search(name):
        return f"Write `{_WRITTEN.get(provider[1], provider[1])}` into the provider's block."
    if plain.startswith("module."):
        return "Run `terraform init` before the audit: it reads the module once that is on disk."
    if plain.startswith("chart "):
        return "Keep the chart in the audited tree, or state in its values what the answer hangs on."
    return "Audit a plan file (`terraform show -json`) that holds the value, or write it into the code."
