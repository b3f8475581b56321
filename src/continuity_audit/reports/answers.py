"""How an open value is answered: what to set, to give or to run, by the kind of its name."""

from typing import Final

from continuity_audit.estate.patterns import pattern

_INNER: Final = pattern(r"^((?:module\.[^.]+\.)+)(?=var\.|data\.|local\.|path\.)")
_PROVIDER: Final = pattern(r"(?:^|\.)provider\.[\w.-]+\.(\w+)$")
_WRITTEN: Final = {"account": "allowed_account_ids"}
_VARIABLE: Final = pattern(r"var\.([\w-]+)")


_MODULE: Final = pattern(r"""(?:module\.[\w-]+(?:\[(?:\d+|"[^"]*")\])?(?:\.(?=module\.)|$))+""")
"""The address of a call: what a module on disk makes or gives has a longer name."""
_BY_BEGINNING: Final = {
    "data.terraform_remote_state.": "Audit the root that keeps this state together with this one, or a plan file "
    "(`terraform show -json`): it holds what the data source returns.",
    "data.": "Audit a plan file (`terraform show -json`): it holds what the data source returns.",
    "arn:": "Audit the root that makes it together with this one: then the code says where it stands.",
    "chart ": "Keep the chart in the audited tree, or state in its values what the answer hangs on.",
}


def what_to_do(name: str) -> str:
    """The same in a few words: ``set it``; what only a run of Terraform knows, nobody can type in."""
    plain = _INNER.sub("", name)
    if plain.startswith("data."):
        return "give a plan file that holds it"
    if plain.startswith("chart "):
        return "keep it in the audited tree"
    if "://" in plain:
        return "keep a copy of it in the audited tree"
    if _MODULE.fullmatch(plain):
        return "install it"
    return "set it" if "var" in name.split(".") else "answer it"


def is_of_one_thing(name: str, declared: str | None) -> bool:
    """Whether a name means the same thing in every root: a chart does, and what is fetched for one place of the code.

    A variable or a data source has another value in each root, wherever it is declared.
    """
    return name.startswith("chart ") or (declared is not None and ("://" in name or bool(_MODULE.fullmatch(name))))


def module_of(source: str) -> str:
    """The module that a source names, without its version; a source that is an expression is told whole."""
    address, _, version = source.partition(" ")
    return source if '"' in source or "?" in version else address.partition("?")[0]


def how_to_map(source: str) -> str:
    """One sentence that says how a copy of the module's repository is audited in its place."""
    module = module_of(source)
    scheme, mark, rest = module.partition("://") if "://" in module else ("", "", module)
    repository = scheme + mark + rest.partition("//")[0]
    return (
        ""
        if '"' in repository
        else f"Or audit a copy of its repository too, and name the folder: `--source-map {repository}=FOLDER`."
    )


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
    if plain.startswith("env."):
        return f"Audit with `--var {plain}=VALUE`, or give `get_env` a default: the machine's own is never read."
    if provider := _PROVIDER.search(name):
        return f"Write `{_WRITTEN.get(provider[1], provider[1])}` into the provider's block."
    if _MODULE.fullmatch(plain):
        return "Run `terraform init` before the audit: it reads the module once that is on disk."
    if "://" in plain:
        return "Keep a copy of it in the audited tree: nothing is fetched."
    for beginning, answer in _BY_BEGINNING.items():
        if plain.startswith(beginning):
            return answer
    return "Audit a plan file (`terraform show -json`) that holds the value, or write it into the code."
