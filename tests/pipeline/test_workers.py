"""Processes that do one work side by side: whatever becomes of one of them, the parent has every result."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from continuity_audit.pipeline.workers import ITEMS_THAT_PAY, Workers

NAMES = [f"name{number}" for number in range(4 * ITEMS_THAT_PAY)]
PARENT = os.getpid()

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


def test_all_know_what_is_shared_and_the_parent_has_what_is_mapped() -> None:
    with Workers(3) as workers:
        shared = workers.share(NAMES, lambda name: (name, os.getpid()))
        mapped = dict(workers.map(NAMES, str, lambda name: (shared[name], os.getpid())))
    assert {name for name, _ in shared.values()} == set(NAMES)
    assert len({process for _, process in shared.values()}) == 3
    # Every process knew all that was shared.
    assert {name: known for name, (known, _) in mapped.items()} == shared


def test_who_has_nothing_left_to_do_takes_what_falls_to_another() -> None:
    with Workers(2) as workers:
        shared = workers.share(NAMES, lambda name: os.getpid())
        slow = [name for name, process in shared.items() if process != PARENT]

        def call(name: str) -> int:
            time.sleep(0.05)
            return os.getpid()

        mapped = [process for _, process in workers.map(slow, str, call)]
    assert len(mapped) == len(slow)
    assert set(mapped) == set(shared.values())


@pytest.mark.parametrize(("most", "names"), [(1, NAMES), (8, NAMES[: ITEMS_THAT_PAY - 1])])
def test_one_process_does_it_alone_where_more_do_not_pay(most: int, names: list[str]) -> None:
    with Workers(most) as workers:
        assert workers.share(names, lambda name: os.getpid()) == dict.fromkeys(names, PARENT)
        assert dict(workers.map(names, str, lambda name: os.getpid())) == dict.fromkeys(names, PARENT)


def _dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _leaves() -> None:
    os._exit(0)


def _raises() -> None:
    raise MemoryError


@pytest.mark.parametrize("ends", [_dies, _leaves, _raises])
@pytest.mark.parametrize("when", ["shared", "mapped"])
def test_the_parent_does_the_part_of_one_that_ends_before_its_time(ends: object, when: str) -> None:
    def call(name: str, now: str) -> str:
        if os.getpid() != PARENT and now == when and name == NAMES[-1]:
            ends()  # type: ignore[operator]
        return name.upper()

    with Workers(4) as workers:
        assert workers.share(NAMES, lambda name: call(name, "shared")) == {name: name.upper() for name in NAMES}
        assert dict(workers.map(NAMES, str, lambda name: call(name, "mapped"))) == {n: n.upper() for n in NAMES}


def test_more_than_a_pipe_holds_is_done_all_the_same() -> None:
    many = [f"name{number}" for number in range(50_000)]
    with Workers(2) as workers:
        found = list(workers.map(many, str, str.upper))
    assert sorted(found) == sorted((name, name.upper()) for name in many)


def test_what_does_not_pickle_is_done_by_the_parent() -> None:
    with Workers(2) as workers:
        found = dict(workers.map(NAMES, str, lambda name: lambda: name))
    assert {name: call() for name, call in found.items()} == {name: name for name in NAMES}


def test_nobody_is_left_when_the_parent_raises() -> None:
    seen: set[int] = set()

    def fail() -> None:
        with Workers(3) as workers:
            seen.update(workers.share(NAMES, lambda name: os.getpid()).values())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    others = [process for process in seen if process != PARENT]
    assert len(others) == 2
    assert not any(Path(f"/proc/{process}").exists() for process in others)


def test_the_others_end_with_the_parent(tmp_path: Path) -> None:
    told = tmp_path / "told"
    parent = os.fork()
    if parent == 0:
        with Workers(3) as workers:
            processes = set(workers.share(NAMES, lambda name: os.getpid()).values())
            workers.share(NAMES, lambda name: _wait(told, processes))
        os._exit(0)
    while not told.exists():
        time.sleep(0.01)
    processes = [int(process) for process in told.read_text().split()]
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    for _ in range(30_000):
        if not any(_is_alive(process) for process in processes):
            break
        time.sleep(0.01)
    assert not any(_is_alive(process) for process in processes)


def _wait(told: Path, processes: set[int]) -> None:
    whole = told.with_suffix(f".{os.getpid()}")
    whole.write_text(" ".join(map(str, processes)))
    whole.rename(told)
    time.sleep(3600)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False
