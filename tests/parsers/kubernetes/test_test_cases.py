"""What tests of Chainsaw, KUTTL and Kyverno set up is no part of what runs, and is left out by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.kubernetes.trees import WEB, readings

CHAINSAW = """\
apiVersion: chainsaw.kyverno.io/v1alpha1
kind: Test
metadata: {name: web}
spec:
  steps:
  - try:
    - apply: {file: resources/*.yaml}
    - apply:
        file: ../app/web.yaml
"""
KYVERNO = "apiVersion: cli.kyverno.io/v1alpha1\nkind: Test\nmetadata: {name: web}\n"
STEP = "apiVersion: kuttl.dev/v1beta1\nkind: TestStep\n"
SUITE = "apiVersion: kuttl.dev/v1beta1\nkind: TestSuite\nmetadata: {name: all}\ntestDirs:\n- ./tests/e2e/ # all\n"


@pytest.mark.parametrize(
    ("files", "by"),
    [
        ({"t/chainsaw-test.yaml": CHAINSAW, "t/web.yaml": WEB}, "t/chainsaw-test.yaml"),
        ({"t/chainsaw-test.yml": CHAINSAW, "t/resources/web.yaml": WEB}, "t/chainsaw-test.yml"),
        ({"t/.chainsaw-test/a/chainsaw-test.yaml": CHAINSAW, "t/.chainsaw-test/b/web.yaml": WEB}, "t/.chainsaw-test"),
        ({"t/.kyverno-test/web.yaml": WEB}, "t/.kyverno-test"),
        ({"t/kyverno-test.yaml": KYVERNO, "t/web.yaml": WEB}, "t/kyverno-test.yaml"),
        ({"t/00-assert.yaml": WEB}, "t/00-assert.yaml"),
        ({"t/00-errors.yaml": "", "t/01-assert.yaml": STEP, "t/00-web.yaml": WEB}, "t/01-assert.yaml"),
        ({"t/01-step.yaml": STEP, "t/web.yaml": WEB}, "t/01-step.yaml"),
        ({"kuttl-test.yaml": SUITE, "tests/e2e/a/web.yaml": WEB}, "kuttl-test.yaml"),
        ({"ci/kuttl-test.yaml": SUITE, "tests/e2e/a/web.yaml": WEB}, "ci/kuttl-test.yaml"),
        ({"ci/kuttl-test.yaml": SUITE, "ci/tests/e2e/a/web.yaml": WEB}, "ci/kuttl-test.yaml"),
    ],
)  # fmt: skip
def test_what_a_test_sets_up_is_left_out(files: dict[str, str], by: str, tmp_path: Path) -> None:
    read = readings(tmp_path, files)
    web = next(file for file, text in files.items() if text == WEB)
    assert [r.address for one in read.values() for r in one.resources if r.type == "Deployment"] == []
    reasons = [one.reason for found in read.values() for one in found.skipped if one.path == web]
    assert reasons == [f"a part of the test in {by}, which takes away again what it applies"]


@pytest.mark.parametrize(
    "files",
    [
        {"t/chainsaw-test.yaml": CHAINSAW, "app/web.yaml": WEB},
        {"t/chainsaw-test.yaml": CHAINSAW, "t/app/web.yaml": WEB},
        {"t/chainsaw-test.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "t/web.yaml": WEB},
        {"t/00-web.yaml": WEB, "t/01-service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n"},
        {"t/assert.yaml": WEB},
        {"kuttl-test.yaml": SUITE, "tests/web.yaml": WEB},
        {"tests/e2e/web.yaml": WEB},
    ],
)  # fmt: skip
def test_what_is_beside_no_test_runs(files: dict[str, str], tmp_path: Path) -> None:
    read = readings(tmp_path, files)
    found = [r.address for one in read.values() for r in one.resources if r.type == "Deployment"]
    assert found == ["Deployment/web"]
