"""What moved, was renamed or reformatted is not new."""

from __future__ import annotations

from pathlib import Path

from pipeline.comparison.change import change, findings, said

STORE = 'resource "trial_store" "orders" {\n  zone = "lost"\n}\n'
LONG = STORE + "".join(f"# line {number}\n" for number in range(20))


def test_a_renamed_file_and_moved_lines_are_not_new(tmp_path: Path) -> None:
    done = change(tmp_path, {"a.tf": STORE}, {"a.tf": None, "größe b.tf": "\n" * 50 + STORE})
    assert done.compared().changed is False


def test_a_moved_block_is_followed_through_modules_and_chains(tmp_path: Path) -> None:
    module = 'resource "trial_store" "this" {\n  zone = "lost"\n}\n'
    inner = 'module "inner" {\n  source = "../inner"\n}\n'
    before = {
        "main.tf": 'resource "trial_store" "a" {\n  zone = "lost"\n}\nmodule "m" {\n  source = "./outer"\n}\n',
        "outer/main.tf": inner, "inner/main.tf": module,
    }  # fmt: skip
    after = {
        "main.tf": (
            'resource "trial_store" "c" {\n  zone = "lost"\n}\nmodule "n" {\n  source = "./outer"\n}\n'
            "moved {\n  from = trial_store.a\n  to   = trial_store.b\n}\n"
            "moved {\n  from = trial_store.b\n  to   = trial_store.c\n}\n"
            "moved {\n  from = module.m\n  to   = module.n\n}\n"
        ),
        "outer/main.tf": inner.replace('"inner"', '"core"') + "moved {\n  from = module.inner\n  to = module.core\n}\n",
        "inner/main.tf": module.replace("this", "main")
        + "moved {\n  from = trial_store.this\n  to   = trial_store.main\n}\n",
    }  # fmt: skip
    done = change(tmp_path, before, after)
    document = done.audited()
    assert {one.component for one in document.findings} == {
        ".::trial_store.c", ".::module.n.module.core.trial_store.main",
    }  # fmt: skip
    assert findings(document, "new") == []
    assert document.comparison is not None
    assert document.comparison.changed is False


def test_a_block_that_moved_and_fell_says_both(tmp_path: Path) -> None:
    moved = "moved {\n  from = trial_store.orders\n  to   = trial_store.ledger\n}\n"
    now = STORE.replace("orders", "ledger").replace("lost", "restore") + moved
    done = change(tmp_path, {"main.tf": STORE}, {"main.tf": now})
    assert said(done.compared()) == [
        "rose .::trial_store.ledger rises from Low to Low–Medium (it was `.::trial_store.orders`): "
        '`zone` goes from `"lost"` to `"restore"` (main.tf:2)'
    ]


def test_a_count_moves_what_was_there_to_its_first_index(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE}, {"main.tf": STORE.replace("zone", "count = 2\n  zone")})
    assert said(done.compared()) == ["new .::trial_store.orders[1] is new, at level Low"]


def test_without_a_moved_block_a_renamed_block_is_another(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE}, {"main.tf": STORE.replace("orders", "ledger")})
    assert findings(done.audited(), "new")[0] == "new critical CA203 .::trial_store.ledger"


def test_a_root_that_was_renamed_as_a_whole_is_the_same(tmp_path: Path) -> None:
    before = {"infra/prod/main.tf": LONG, "infra/prod/more.tf": "# more\n", "infra/dev/main.tf": "# other\n" + STORE}
    after = {"infra/prod/main.tf": None, "infra/prod/more.tf": None, "live/prod/main.tf": LONG + "# edited\n"}
    done = change(tmp_path, before, after)
    document = done.audited()
    assert document.comparison is not None
    assert document.comparison.changed is False
    assert {one.component for one in document.findings if one.change == "unchanged"} == {
        "infra/dev::trial_store.orders", "live/prod::trial_store.orders",
    }  # fmt: skip


def test_a_new_root_beside_the_old_one_is_new(tmp_path: Path) -> None:
    done = change(tmp_path, {"prod/main.tf": LONG}, {"copy/main.tf": LONG})
    assert said(done.compared()) == ["new copy::trial_store.orders is new, at level Low"]


def test_a_finding_on_the_audit_itself_follows_its_file(tmp_path: Path) -> None:
    comment = '# continuity-audit: ignore CA101 reason="old"\n'
    done = change(tmp_path, {"a.tf": comment + LONG}, {"a.tf": None, "b.tf": "\n" + comment + LONG})
    document = done.audited()
    assert [(one.rule, one.file, one.change) for one in document.findings if one.component is None] == [
        ("CA905", "b.tf", "unchanged")
    ]
    assert document.comparison is not None
    assert document.comparison.settings == ()
