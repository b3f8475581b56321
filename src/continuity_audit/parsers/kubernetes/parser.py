"""Kubernetes as a language of the audit; what reads manifests is imported where there are any."""

from __future__ import annotations

from continuity_audit.discovery.tree import Tree
from continuity_audit.parsers.reading import NOTHING, Opened, Parser


def _open(tree: Tree) -> Opened:
    if not tree.manifests and not tree.kustomizations:
        return NOTHING
    from continuity_audit.parsers.kubernetes.answers import Answers
    from continuity_audit.parsers.kubernetes.bundles import Bundles

    bundles = Bundles(tree)
    if bundles.overlays.roots:
        bundles.reader.applied  # noqa: B018  worked out before processes are started, which inherit it
    answers = Answers(bundles)
    return Opened(bundles.roots, bundles.read, bundles.rest, record=answers.record, answer=answers)


PARSER = Parser("kubernetes", _open)
