"""The request for the audit of the base: the same yardstick, the files of the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from continuity_audit.config.file import NAME
from continuity_audit.discovery.tree import Tree
from continuity_audit.history import HistoryError, Repository, Snapshot
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.environments import Environment
from continuity_audit.pipeline.request import Request

_ON_THE_WAY_UP: Final = {".gitignore", NAME, "pyproject.toml"}


def repository_of(request: Request) -> Repository:
    """The one repository that all paths lie in.

    Raises:
        HistoryError: they lie in none or in several, or are none of git's at all.
    """
    if request.stdin is not None:
        raise HistoryError("--diff compares files of a repository, and - is none")
    repository: Repository | None = None
    for path in request.paths:
        place = path.resolve()
        if not place.exists():
            continue  # the audit says so
        folder = place if place.is_dir() else place.parent
        if repository is None:
            repository = Repository.around(folder)
        elif not place.is_relative_to(repository.top):
            raise HistoryError(f"--diff compares within one repository: {path} lies outside of {repository.top}")
    return repository or Repository.around(Path().resolve())


def wanted(request: Request, tree: Tree, repository: Repository) -> Callable[[str], bool]:
    """Which files of the base are needed: the audited folder, what counts on the way up, and what the call names.

    What a sparse checkout leaves out of the work tree is left out here too.
    """
    folder = _inside(tree.base, repository)
    left_out = repository.left_out()
    named = {_inside(file, repository) for file in _named(request) if file.is_relative_to(repository.top)}

    def asked(path: str) -> bool:
        if left_out(path):
            return False
        if not folder or path.startswith(f"{folder}/") or path in named:
            return True
        above, _, name = path.rpartition("/")
        is_above = not above or f"{folder}/".startswith(f"{above}/")
        return is_above and (name in _ON_THE_WAY_UP or not name)

    return asked


def request_for(request: Request, tree: Tree, repository: Repository, taken: Snapshot) -> Request:
    """The request, as it is asked of the base."""

    def there(path: Path) -> Path:
        return taken.counterpart(path.resolve(), repository)

    def inputs(given: Inputs) -> Inputs:
        files, *after = (
            tuple(_files(files, repository, taken)) for files in (given.variable_files, *given.files_after.values())
        )
        return replace(
            given,
            variable_files=files,
            files_after=dict(zip(given.files_after, after, strict=True)),
            chart_values=tuple(_files(given.chart_values, repository, taken)),
        )

    def environment(given: Environment) -> Environment:
        top = f"{repository.top.as_posix()}/"
        root = taken.top.as_posix() + given.root[len(top) - 1 :] if given.root.startswith(top) else given.root
        return replace(given, root=root, inputs=inputs(given.inputs))

    base = there(tree.base)
    base.mkdir(parents=True, exist_ok=True)
    return replace(
        request,
        paths=tuple(place for path in request.paths if (place := there(path)).exists()),
        base=base,
        inputs=inputs(request.inputs),
        environments=tuple(map(environment, request.environments)),
        source_map={source: place for source, path in request.source_map.items() if (place := there(path)).exists()},
        diff=None,
    )


def _files(files: tuple[str, ...], repository: Repository, taken: Snapshot) -> Iterator[str]:
    """Files of variables as they were; what is no part of any change is the same, and what the change adds is not."""
    for file in files:
        place = Path(file)
        if not place.is_absolute() or not place.resolve().is_relative_to(repository.top):
            yield file
        elif (there := taken.counterpart(place.resolve(), repository)).is_file():
            yield str(there)
        elif repository.ignores(_inside(place.resolve(), repository)):
            yield file


def _named(request: Request) -> Iterator[Path]:
    given = [request.inputs, *(environment.inputs for environment in request.environments)]
    files = [file for inputs in given for file in (*inputs.variable_files, *inputs.chart_values)]
    yield from (Path(file).resolve() for file in files if Path(file).is_absolute())
    yield from (file.resolve() for file in (request.configuration, request.baseline, request.policy) if file)


def _inside(path: Path, repository: Repository) -> str:
    inside = path.relative_to(repository.top).as_posix()
    return "" if inside == "." else inside
