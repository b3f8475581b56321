"""Discovery on real files: what is found, what is skipped and why, and that nothing odd stops it."""

from __future__ import annotations

import os
import pickle
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from continuity_audit.discovery import DiscoveryError, Skipped, Tree, Unread, discover

MANIFEST = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"


def lay(base: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return base


def files(tree: Tree) -> Tree:
    """What was found, without what the files hold."""
    return replace(tree, contents={})


def skipped(tree: Tree) -> dict[str, str]:
    return {entry.path: entry.reason for entry in tree.skipped}


def test_sorts_a_repository_by_what_its_files_are(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "main.tf": "",
            "infra/b.tf": "",
            "infra/a.tf.json": "{}",
            "infra/c.tofu": "",
            "infra/d.tofu.json": "{}",
            "infra/terraform.tfvars": "",
            "infra/prod.auto.tfvars.json": "{}",
            "infra/.terraform/modules/modules.json": "{}",
            "infra/.terraform/modules/vpc/main.tf": "",
            "live/terragrunt.hcl": "",
            "k8s/namespace.yaml": MANIFEST,
            "k8s/list.yml": "apiVersion: v1\nkind: List\nitems: []\n",
            "k8s/service.json": '{"kind": "Service", "apiVersion": "v1"}',
            "k8s/kustomization.yaml": "resources: [namespace.yaml]\n",
            "plan.json": '{"format_version":"1.2","planned_values":{},"x":{"apiVersion":"v1","kind":"Pod"}}',
            "README.md": "apiVersion: v1\nkind: Pod\n",
        },
    )
    assert files(discover([tmp_path])) == Tree(
        base=tmp_path,
        terraform={
            ".": ("main.tf",),
            "infra": ("infra/a.tf.json", "infra/b.tf", "infra/c.tofu", "infra/d.tofu.json"),
        },
        tfvars={"infra": ("infra/prod.auto.tfvars.json", "infra/terraform.tfvars")},
        terragrunt=("live/terragrunt.hcl",),
        manifests=("k8s/list.yml", "k8s/namespace.yaml", "k8s/service.json"),
        kustomizations=("k8s/kustomization.yaml",),
        plans=("plan.json",),
        module_manifests=("infra/.terraform/modules/modules.json",),
        skipped=(Skipped("infra/.terraform", "Terraform's working folder"),),
    )


def test_no_file_of_terraform_is_read_twice_while_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("continuity_audit.discovery.walk.MOST_KEPT", 10)
    tree = discover([lay(tmp_path, {"a.tf": "a = 123", "b.tf": "b = 123", "c.tf": "", "d.yaml": MANIFEST})])
    lay(tmp_path, {"a.tf": "a = 4", "b.tf": "b = 4", "c.tf": "c = 4"})
    assert {file: tree.read(file) for file in ("a.tf", "b.tf", "c.tf")} == {
        "a.tf": b"a = 123",
        "b.tf": b"b = 4",
        "c.tf": b"",
    }


def test_tree_pickles(tmp_path: Path) -> None:
    tree = discover([lay(tmp_path, {"main.tf": "", "other.yaml": "a: 1"})])
    assert pickle.loads(pickle.dumps(tree)) == tree  # noqa: S301


def test_order_does_not_depend_on_the_order_of_creation(tmp_path: Path) -> None:
    names = ["b/main.tf", "a/z.tf", "a/main.tf", "a-b/main.tf", "a.yaml", "c.yaml"]
    one = discover([lay(tmp_path / "one", dict.fromkeys(names, ""))])
    two = discover([lay(tmp_path / "two", dict.fromkeys(reversed(names), ""))])
    assert list(one.terraform.items()) == list(two.terraform.items())
    assert list(one.terraform) == ["a", "a-b", "b"]
    assert one.skipped == two.skipped


def test_opentofu_file_replaces_its_namesake(tmp_path: Path) -> None:
    files = {"a.tf": "", "a.tofu": "", "b.tf.json": "{}", "b.tofu.json": "{}", "c.tf": "", "c.tofu.json": "{}"}
    tree = discover([lay(tmp_path, files)])
    assert tree.terraform == {".": ("a.tofu", "b.tofu.json", "c.tf", "c.tofu.json")}
    assert tree.skipped == (
        Skipped("a.tf", "a.tofu stands in its place"),
        Skipped("b.tf.json", "b.tofu.json stands in its place"),
    )


def test_says_why_folders_and_files_are_skipped(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            ".git/hooks/main.tf": "",
            ".terragrunt-cache/x/main.tf": "",
            "node_modules/x/main.tf": "",
            "env/pyvenv.cfg": "",
            "env/main.tf": "",
            "app/.hidden.tf": "",
            ".github/workflows/ci.yml": "on: push\n",
            "package.json": '{"name": "x"}',
            "a/package.json": '{"name": "x", "kind": "library"}',
        },
    )
    tree = discover([tmp_path])
    assert tree.terraform == {}
    assert skipped(tree) == {
        ".": "2 JSON files that are neither manifests nor plans",
        ".github/workflows/ci.yml": "YAML that is no Kubernetes manifest",
        ".terragrunt-cache": "Terragrunt's cache",
        "app/.hidden.tf": "a hidden file, which Terraform does not read",
        "env": "a Python virtual environment",
        "node_modules": "Node.js packages",
    }


@pytest.mark.parametrize("name", ["a.tfcomponent.hcl", "a.tfcomponent.json", "a.tfdeploy.hcl", "a.tfstack.hcl"])
def test_files_of_stacks_are_named(tmp_path: Path, name: str) -> None:
    lay(tmp_path, {f"stack/{name}": "{}", ".terraform.lock.hcl": "", "a.tftest.hcl": ""})
    why = "of Terraform Stacks, which are not read: the modules of their components are audited without their inputs"
    assert skipped(discover([tmp_path])) == {f"stack/{name}": why}


def test_files_of_terramate_are_named(tmp_path: Path) -> None:
    lay(tmp_path, {"app/stack.tm.hcl": "stack {}", "app/vpc.tf.tm.hcl": "", "globals.tm": "", "app/main.tf": ""})
    tree = discover([tmp_path])
    assert tree.terraform == {"app": ("app/main.tf",)}
    why = "of Terramate, whose code is read where `terramate generate` has written it"
    assert skipped(tree) == dict.fromkeys(("app/stack.tm.hcl", "app/vpc.tf.tm.hcl", "globals.tm"), why)


def test_helm_templates_and_values_are_not_read_alone(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "charts/api/Chart.yaml": "apiVersion: v2\nname: api\n",
            "charts/api/values-prod.yaml": MANIFEST,
            "charts/api/templates/sub/deployment.yaml": MANIFEST,
            "charts/api/crds/crd.yaml": MANIFEST,
            "templates/plain.yaml": MANIFEST,
        },
    )
    tree = discover([tmp_path])
    assert tree.charts == ("charts/api/Chart.yaml",)
    assert tree.manifests == ("charts/api/crds/crd.yaml", "templates/plain.yaml")
    assert skipped(tree) == {
        "charts/api/templates/sub/deployment.yaml": "a template of the Helm chart in charts/api",
        "charts/api/values-prod.yaml": "values of the Helm chart in charts/api",
    }


@pytest.mark.parametrize(
    "text",
    [
        MANIFEST,
        MANIFEST.replace("\n", "\r\n"),
        "\ufeff" + MANIFEST,
        "\"apiVersion\": v1\n'kind': Namespace\n",
        "{apiVersion: v1, kind: Namespace}\n",
        "# settings\n---\na: 1\n---\n" + MANIFEST,
        "---\n# indented\n  kind: Namespace\n  apiVersion: v1\n",
        MANIFEST.encode("utf-16"),
    ],
)
def test_yaml_that_looks_like_a_manifest(tmp_path: Path, text: str | bytes) -> None:
    assert discover([lay(tmp_path, {"it.yaml": text})]).manifests == ("it.yaml",)


@pytest.mark.parametrize(
    "text",
    ["", "apiVersion: v2\nname: chart\n", "kind: x\n", "steps:\n  - run: |\n      apiVersion: v1\n      kind: Pod\n"],
)
def test_yaml_that_is_no_manifest(tmp_path: Path, text: str) -> None:
    tree = discover([lay(tmp_path, {"it.yaml": text})])
    assert tree.manifests == ()
    assert tree.skipped == (Skipped("it.yaml", "YAML that is no Kubernetes manifest"),)


def test_json_schema_that_describes_manifests_is_none(tmp_path: Path) -> None:
    tree = discover([lay(tmp_path, {"schema.json": '{"properties": {"apiVersion": {}, "kind": {}}}'})])
    assert tree.skipped == (Skipped(".", "one JSON file that is neither a manifest nor a plan"),)


def test_several_paths_have_the_nearest_common_folder_as_base(tmp_path: Path) -> None:
    lay(tmp_path, {"x/infra/main.tf": "", "x/k8s/a.yaml": MANIFEST, "x/k8s/b.yaml": MANIFEST, "x/other/main.tf": ""})
    tree = discover([tmp_path / "x/infra", tmp_path / "x/k8s/a.yaml", tmp_path / "x/infra"])
    assert files(tree) == Tree(base=tmp_path / "x", terraform={"infra": ("infra/main.tf",)}, manifests=("k8s/a.yaml",))


def test_single_files(tmp_path: Path) -> None:
    lay(tmp_path, {"plan.out.txt": '{"format_version": "1.2", "resource_changes": []}', "plan": b"PK\3\4", "a": "x"})
    assert discover([tmp_path / "plan.out.txt"]) == Tree(base=tmp_path, plans=("plan.out.txt",))
    assert skipped(discover([tmp_path / "plan"])) == {
        "plan": "a binary plan; `terraform show -json` prints it as one that can be read"
    }
    assert skipped(discover([tmp_path / "a"])) == {
        "a": "nothing that is audited: no Terraform, no Kubernetes manifest, no plan"
    }


def test_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(DiscoveryError) as caught:
        discover([tmp_path, tmp_path / "nowhere"])
    assert str(caught.value) == f"{tmp_path}/nowhere: no such file or directory"


def test_path_that_is_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "main.tf")
    with pytest.raises(DiscoveryError) as caught:
        discover([tmp_path / "main.tf"])
    assert str(caught.value) == f"{tmp_path}/main.tf: neither a file nor a folder"


def test_links_to_files(tmp_path: Path) -> None:
    lay(
        tmp_path, {"repo/shared/provider.tf": "", "repo/k8s/a.yaml": MANIFEST, "outside/main.tf": "", "repo/e/x.tf": ""}
    )
    repo = tmp_path / "repo"
    (repo / "e/provider.tf").symlink_to("../shared/provider.tf")
    (repo / "e/outside.tf").symlink_to("../../outside/main.tf")
    (repo / "e/gone.tf").symlink_to("gone")
    (repo / "e/self.tf").symlink_to("self.tf")
    (repo / "e/b.yaml").symlink_to("../k8s/a.yaml")
    (repo / "e/null.tf").symlink_to("/dev/null")
    tree = discover([repo])
    assert tree.terraform == {"e": ("e/provider.tf", "e/x.tf"), "shared": ("shared/provider.tf",)}
    assert tree.manifests == ("k8s/a.yaml",)
    assert skipped(tree) == {
        "e/b.yaml": "a symbolic link to k8s/a.yaml",
        "e/gone.tf": "a symbolic link that leads nowhere",
        "e/null.tf": "a symbolic link out of the audited tree",
        "e/outside.tf": "a symbolic link out of the audited tree",
        "e/self.tf": "a symbolic link that leads nowhere",
    }


def test_links_to_folders_lead_to_the_folder_that_holds_the_files(tmp_path: Path) -> None:
    lay(tmp_path, {"repo/modules/db/main.tf": "", "repo/env/main.tf": "", "outside/main.tf": "", "repo/.tox/a.tf": ""})
    repo = tmp_path / "repo"
    (repo / "env/modules").symlink_to("../modules")
    (repo / "modules/db/loop").symlink_to("../..")
    (repo / "env/outside").symlink_to("../../outside")
    (repo / "env/tox").symlink_to("../.tox")
    tree = discover([repo])
    assert tree.terraform == {"env": ("env/main.tf",), "modules/db": ("modules/db/main.tf",)}
    assert tree.links == {"env/modules": "modules", "modules/db/loop": "."}
    assert tree.folder("env/./modules/db") == "modules/db"
    assert tree.folder("env/modules/db/loop/env/modules/db/loop/modules") == "modules"
    assert tree.folder(".") == "."
    assert skipped(tree) == {
        ".tox": "environments of tox",
        "env/outside": "a symbolic link out of the audited tree",
        "env/tox": "a symbolic link to .tox, which is not audited",
    }


def test_link_as_the_named_path(tmp_path: Path) -> None:
    lay(tmp_path, {"real/main.tf": ""})
    (tmp_path / "link").symlink_to("real")
    assert files(discover([tmp_path / "link"])) == Tree(base=tmp_path / "real", terraform={".": ("main.tf",)})


def test_pipes_and_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.tf")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.yaml")
        tree = discover([tmp_path])
    assert skipped(tree) == {
        "pipe.tf": "neither a file nor a folder",
        "socket.yaml": "neither a file nor a folder",
    }


def test_text_that_is_not_utf8_is_unread_with_its_line(tmp_path: Path) -> None:
    tree = discover([lay(tmp_path, {"a.tf": b"# one\n# caf\xe9\n", "b.tf": "# café"})])
    assert tree.terraform == {".": ("b.tf",)}
    assert tree.unread == (Unread("a.tf", 2, "not UTF-8 text"),)


def test_names_that_are_not_utf8_are_unread(tmp_path: Path) -> None:
    for name in (b"caf\xe9.tf", b"caf\xe9.md"):
        Path(os.path.join(os.fsencode(tmp_path), name).decode("utf-8", "surrogateescape")).touch()
    (tmp_path / "caf\udce9").mkdir()
    (tmp_path / "caf\udce9/main.tf").touch()
    (tmp_path / "link").symlink_to("caf\udce9")
    tree = discover([tmp_path])
    assert tree.unread == (
        Unread(r"caf\xe9", 0, "its name is not UTF-8"),
        Unread(r"caf\xe9.tf", 0, "its name is not UTF-8"),
    )
    assert tree.skipped == (Skipped("link", r"a symbolic link to caf\xe9, which is not audited"),)
    assert tree.links == {}


def test_encrypted_variables_are_told_apart(tmp_path: Path) -> None:
    sealed = b"\0GITCRYPT\0\x9c\xff"
    tree = discover([lay(tmp_path, {"main.tf": "", "terraform.tfvars": sealed, "x.tf": sealed, "s.yaml": sealed})])
    assert tree.encrypted == ("terraform.tfvars",)
    assert tree.tfvars == {}
    assert tree.unread == (Unread("x.tf", 0, "encrypted with git-crypt"),)
    assert skipped(tree) == {"s.yaml": "encrypted with git-crypt", "terraform.tfvars": "encrypted with git-crypt"}


def test_long_files_are_not_read(tmp_path: Path) -> None:
    lay(tmp_path, {"a.tf": "", "plan.json": '{"format_version":"1.2","planned_values":{}', "data.json": "["})
    for name in ("a.tf", "plan.json", "data.json"):
        os.truncate(tmp_path / name, 20_000_001)
    tree = discover([tmp_path])
    assert tree.unread == (Unread("a.tf", 0, "larger than 20 MB"), Unread("plan.json", 0, "larger than 20 MB"))
    assert tree.skipped == (Skipped("data.json", "larger than 20 MB"),)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_unread(tmp_path: Path) -> None:
    lay(tmp_path, {"closed/main.tf": "", "a.tf": "", "b.yaml": ""})
    for name in ("closed", "a.tf", "b.yaml"):
        (tmp_path / name).chmod(0)
    tree = discover([tmp_path])
    (tmp_path / "closed").chmod(0o700)
    assert tree.unread == (
        Unread("a.tf", 0, "permission denied"),
        Unread("b.yaml", 0, "permission denied"),
        Unread("closed", 0, "permission denied"),
    )


def test_no_file_is_read_that_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: api\n")
    tree = discover([tmp_path])
    with (tmp_path / "Chart.yaml").open("ab") as file:
        file.truncate(20_000_001)
    with pytest.raises(OSError, match="larger than 20 MB"):
        tree.read("Chart.yaml")
