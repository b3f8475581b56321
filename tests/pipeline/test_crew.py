"""Processes that do one work side by side: whatever becomes of one of them, the first has every result."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from continuity_audit.pipeline.crew import ITEMS_THAT_PAY, Crew

NAMES = [f"name{number}" for number in range(4 * ITEMS_THAT_PAY)]
FIRST = os.getpid()

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")


def test_all_know_what_is_shared_and_the_first_has_what_is_spread() -> None:
    with Crew(3) as crew:
        shared = crew.share(NAMES, lambda name: (name, os.getpid()))
        spread = dict(crew.spread(NAMES, str, lambda name: (shared[name], os.getpid())))
    assert {name for name, _ in shared.values()} == set(NAMES)
    assert len({process for _, process in shared.values()}) == 3
    # Every process knew all that was shared.
    assert {name: known for name, (known, _) in spread.items()} == shared


def test_who_has_nothing_left_to_do_takes_what_falls_to_another() -> None:
    with Crew(2) as crew:
        shared = crew.share(NAMES, lambda name: os.getpid())
        slow = [name for name, process in shared.items() if process != FIRST]

        def call(name: str) -> int:
            time.sleep(0.05)
            return os.getpid()

        spread = [process for _, process in crew.spread(slow, str, call)]
    assert len(spread) == len(slow)
    assert set(spread) == set(shared.values())


@pytest.mark.parametrize(("most", "names"), [(1, NAMES), (8, NAMES[: ITEMS_THAT_PAY - 1])])
def test_one_process_does_it_alone_where_more_do_not_pay(most: int, names: list[str]) -> None:
    with Crew(most) as crew:
        assert crew.share(names, lambda name: os.getpid()) == dict.fromkeys(names, FIRST)
        assert dict(crew.spread(names, str, lambda name: os.getpid())) == dict.fromkeys(names, FIRST)


def _dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _leaves() -> None:
    os._exit(0)


def _raises() -> None:
    raise MemoryError


@pytest.mark.parametrize("ends", [_dies, _leaves, _raises])
@pytest.mark.parametrize("when", ["shared", "spread"])
def test_the_first_does_the_part_of_one_that_ends_before_its_time(ends: object, when: str) -> None:
    def call(name: str, now: str) -> str:
        if os.getpid() != FIRST and now == when and name == NAMES[-1]:
            ends()  # type: ignore[operator]
        return name.upper()

    with Crew(4) as crew:
        assert crew.share(NAMES, lambda name: call(name, "shared")) == {name: name.upper() for name in NAMES}
        assert dict(crew.spread(NAMES, str, lambda name: call(name, "spread"))) == {n: n.upper() for n in NAMES}


def test_more_than_a_pipe_holds_is_done_all_the_same() -> None:
    many = [f"name{number}" for number in range(50_000)]
    with Crew(2) as crew:
        found = list(crew.spread(many, str, str.upper))
    assert sorted(found) == sorted((name, name.upper()) for name in many)


def test_what_does_not_pickle_is_done_by_the_first() -> None:
    with Crew(2) as crew:
        found = dict(crew.spread(NAMES, str, lambda name: lambda: name))
    assert {name: call() for name, call in found.items()} == {name: name for name in NAMES}


def test_nobody_is_left_when_the_first_raises() -> None:
    seen: set[int] = set()

    def fail() -> None:
        with Crew(3) as crew:
            seen.update(crew.share(NAMES, lambda name: os.getpid()).values())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    others = [process for process in seen if process != FIRST]
    assert len(others) == 2
    assert not any(Path(f"/proc/{process}").exists() for process in others)


def test_the_others_end_with_the_first(tmp_path: Path) -> None:
    told = tmp_path / "told"
    first = os.fork()
    if first == 0:
        with Crew(3) as crew:
            processes = set(crew.share(NAMES, lambda name: os.getpid()).values())
            crew.share(NAMES, lambda name: _wait(told, processes))
        os._exit(0)
    while not told.exists():
        time.sleep(0.01)
    processes = [int(process) for process in told.read_text().split()]
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    for _ in range(500):
        if not any(_is_alive(process) for process in processes):
            break
        time.sleep(0.01)
    assert not any(_is_alive(process) for process in processes)


def _wait(told: Path, processes: set[int]) -> None:
    whole = told.with_suffix(f".{os.getpid()}")
    whole.write_text(" ".join(map(str, processes)))
    whole.rename(told)
    time.sleep(60)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False
