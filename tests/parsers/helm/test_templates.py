"""Whether a template runs anything is told by its text alone, and only where that is plain."""

from __future__ import annotations

import pytest

from continuity_audit.parsers.helm.templates import MAX_BYTES, runs_nothing

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\n"


@pytest.mark.parametrize("text", [
    "", "# nothing\n", CONFIG, f"{CONFIG}---\nkind: Service # a front\n",
    f"{{{{- if .Values.on }}}}\n---\n{CONFIG}data:\n  {{{{- toYaml .Values.data | nindent 2 }}}}\n{{{{- end }}}}\n",
    f"{{{{/* a remark */}}}}\n{{{{- $name := .Release.Name -}}}}\n{CONFIG}",
    'apiVersion: v1\nkind: "Ingress"\nspec: {{ toYaml .Values.spec }}\n',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    "helm.sh/hook": test\n',
    "{{ if .Values.a }}{{ end }}\nkind: Certificate\n", "kind: {{/* x */}}\n".replace("kind: ", ""),
])  # fmt: skip
def test_plain_kinds_run_nothing(text: str) -> None:
    assert runs_nothing(text.encode())


@pytest.mark.parametrize("text", [
    DEPLOYMENT, f"{CONFIG}---\n{DEPLOYMENT}", "kind: {{ .Values.kind }}\n", "apiVersion: v1\n", "a: 1\n---\nb: 1\n",
    '{{ include "shop.web" . }}\n', f'{CONFIG}{{{{- include "shop.web" . | nindent 0 }}}}\n',
    "{{- range .Values.objects }}\n---\n{{ toYaml . }}\n{{- end }}\n",
    "{{- range .Values.objects }}\n---\n  {{- toYaml . | nindent 2 }}\n{{- end }}\n",
    "apiVersion: v1\nkind: List\nitems:\n- kind: Deployment\n", "{kind: ConfigMap}\n", "- kind: ConfigMap\n",
    f"{CONFIG}--- {{kind: Deployment}}\n", f"{CONFIG}---\n  kind: Deployment\n",
    "kind: {{ if .Values.a }}Deployment{{ else }}ConfigMap{{ end }}\n",
    f"{{{{ if .Values.a }}}}{DEPLOYMENT}{{{{ end }}}}",
    "{{ if .Values.a }}\nkind: ConfigMap\n{{ else }}\nkind: Deployment\n{{ end }}\n",
    'kind: Pod\nmetadata:\n  annotations: {"helm.sh/hook": test}\n---\nkind: Deployment\n',
    "kind: HorizontalPodAutoscaler\n",
    CONFIG + "#" * MAX_BYTES,
])  # fmt: skip
def test_all_else_may_run_something(text: str) -> None:
    assert not runs_nothing(text.encode())


def test_what_is_no_text_may_run_something() -> None:
    assert not runs_nothing(b"\xff\xfekind: ConfigMap")
