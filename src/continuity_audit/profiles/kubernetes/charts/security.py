"""Charts of certificates, secrets, sign-on and policies."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Switch, scaled_by

_FOLLOWS: Final = ("-", "true")
"""The choices that have a part of Vault: it is on, or it follows ``global.enabled``."""
_ELSEWHERE: Final = tuple(f"{who}.external{what}Addr" for who in ("global", "injector") for what in ("Vault", "Bao"))
"""What names a Vault that runs elsewhere: the chart has no servers then."""
_UI: Final = (Switch("falcosidekick.webui.enabled"),)
_VAULT: Final = (
    Part(name="server", on="server.enabled", among=_FOLLOWS, on_by_default="-",
         unless=("server.ha.enabled", "server.dev.enabled", *_ELSEWHERE), volume="server.dataStorage.enabled",
         volume_by_default=True, storage_class="server.dataStorage.storageClass"),
    Part(name="server in development mode", on="server.dev.enabled", on_by_default=False),
    Part(name="servers", on="server.ha.enabled", on_by_default=False,
         unless=("server.ha.raft.enabled", *_ELSEWHERE),
         replicas="server.ha.replicas", by_default=3, pods="server"),
    Part(name="servers of a Raft cluster", on="server.ha.raft.enabled", on_by_default=False, unless=_ELSEWHERE,
         replicas="server.ha.replicas", by_default=3, least=3, volume="server.dataStorage.enabled",
         volume_by_default=True, storage_class="server.dataStorage.storageClass", pods="server"),
    Part(name="injector", on="injector.enabled", among=_FOLLOWS, on_by_default="-",
         replicas="injector.replicas", pods="injector"),
    Part(name="CSI provider", on="csi.enabled", on_by_default=False, daemon=True),
)  # fmt: skip
"""The workloads of Vault, and of OpenBao, whose chart was made of that of Vault."""

CHARTS: Final = (
    Chart(
        "cert-manager", ("charts.jetstack.io", "quay.io/jetstack"),
        "https://github.com/cert-manager/cert-manager/blob/master/deploy/charts/cert-manager/values.yaml",
        (
            Part(name="controller", replicas="replicaCount"),
            Part(name="webhook", replicas="webhook.replicaCount", pods="webhook"),
            Part(name="cainjector", on="cainjector.enabled", replicas="cainjector.replicaCount", pods="cainjector"),
        ),
    ),
    Chart(
        "oauth2-proxy", ("oauth2-proxy.github.io",),
        "https://github.com/oauth2-proxy/manifests/blob/main/helm/oauth2-proxy/values.yaml",
        (
            Part(name="oauth2-proxy", replicas="replicaCount", scalers=scaled_by("autoscaling")),
            Part(name="Redis", on="redis.enabled", on_by_default=False, volume="redis.master.persistence.enabled",
                 volume_by_default=True, storage_class="redis.master.persistence.storageClass",
                 claim="redis.master.persistence.existingClaim"),
            Part(name="Redis with sentinels", on="redis-ha.enabled", on_by_default=False,
                 replicas="redis-ha.replicas", by_default=3, least=3, volume="redis-ha.persistentVolume.enabled",
                 volume_by_default=True, storage_class="redis-ha.persistentVolume.storageClass", pods="redis-ha"),
        ),
    ),
    Chart(
        "dex", ("charts.dexidp.io", "ghcr.io/dexidp"),
        "https://github.com/dexidp/helm-charts/blob/master/charts/dex/values.yaml",
        (Part(name="dex", replicas="replicaCount", scalers=scaled_by("autoscaling")),),
    ),
    Chart(
        "vault-secrets-operator", ("helm.releases.hashicorp.com",),
        "https://github.com/hashicorp/vault-secrets-operator/blob/main/chart/values.yaml",
        (Part(name="controller", replicas="controller.replicas", pods="controller"),),
    ),
    Chart(
        "trust-manager", ("charts.jetstack.io", "quay.io/jetstack"),
        "https://github.com/cert-manager/trust-manager/blob/main/deploy/charts/trust-manager/values.yaml",
        (Part(name="trust-manager", replicas="replicaCount"),),
    ),
    Chart(
        "keycloakx", ("codecentric",),
        "https://github.com/codecentric/helm-charts/blob/master/charts/keycloakx/values.yaml",
        (Part(name="Keycloak", replicas="replicas", scalers=scaled_by("autoscaling", 3)),),
    ),
    Chart(
        "external-secrets", ("external-secrets",),
        "https://github.com/external-secrets/external-secrets/blob/main/deploy/charts/external-secrets/values.yaml",
        (
            Part(name="controller", on="createOperator", replicas="replicaCount", pods_otherwise="global"),
            Part(name="webhook", on="webhook.create", replicas="webhook.replicaCount", pods="webhook",
                 pods_otherwise="global"),
            Part(name="certificate controller", on="certController.create",
                 unless=("webhook.certManager.enabled",), replicas="certController.replicaCount",
                 pods="certController", pods_otherwise="global"),
            Part(name="Bitwarden server", on="bitwarden-sdk-server.enabled", on_by_default=False,
                 replicas="bitwarden-sdk-server.replicaCount", pods="bitwarden-sdk-server"),
        ),
    ),
    Chart(
        "sealed-secrets", ("bitnami-labs", "bitnami.github.io/sealed-secrets"),
        "https://github.com/bitnami-labs/sealed-secrets/blob/main/helm/sealed-secrets/values.yaml",
        (Part(name="controller", on="createController"),),
    ),
    Chart(
        "secrets-store-csi-driver", ("kubernetes-sigs.github.io/secrets-store-csi-driver",),
        "https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/main/charts/secrets-store-csi-driver/values.yaml",
        (
            Part(name="driver", on="linux.enabled", daemon=True),
            Part(name="driver on Windows", on="windows.enabled", on_by_default=False, daemon=True),
        ),
    ),
    Chart(
        "vault", ("helm.releases.hashicorp.com", "hashicorp"),
        "https://github.com/hashicorp/vault-helm/blob/main/values.yaml", _VAULT,
    ),
    Chart(
        "openbao", ("openbao",), "https://github.com/openbao/openbao-helm/blob/main/charts/openbao/values.yaml", _VAULT,
    ),
    Chart(
        "connect", ("1password",), "https://github.com/1Password/connect-helm-charts/blob/main/charts/connect/values.yaml",
        (
            Part(name="connect", on="connect.create", replicas="connect.replicas",
                 scalers=scaled_by("connect.hpa"), pods="connect"),
            Part(name="operator", on="operator.create", on_by_default=False, replicas="operator.replicas",
                 scalers=scaled_by("operator.hpa"), pods="operator"),
        ),
        needs_address=True,
    ),
    Chart(
        "kyverno", ("kyverno",), "https://github.com/kyverno/kyverno/blob/main/charts/kyverno/values.yaml",
        (
            Part(name="admission controller", replicas="admissionController.replicas",
                 scalers=scaled_by("admissionController.autoscaling"), pods="admissionController"),
            Part(name="background controller", on="backgroundController.enabled",
                 replicas="backgroundController.replicas", pods="backgroundController"),
            Part(name="cleanup controller", on="cleanupController.enabled", replicas="cleanupController.replicas",
                 pods="cleanupController"),
            Part(name="reports controller", on="reportsController.enabled", replicas="reportsController.replicas",
                 pods="reportsController"),
            Part(name="reports server", on="reportsServer.enabled", on_by_default=False),
        ),
        since="3",
    ),
    Chart(
        "kyverno-policies", ("kyverno",),
        "https://github.com/kyverno/kyverno/blob/main/charts/kyverno-policies/values.yaml",
    ),
    Chart(
        "gatekeeper", ("open-policy-agent",),
        "https://github.com/open-policy-agent/gatekeeper/blob/master/charts/gatekeeper/values.yaml",
        (
            Part(name="controller manager", replicas="replicas", by_default=3, pods="controllerManager"),
            Part(name="audit", unless=("disableAudit",)),
        ),
        since="3.1",
    ),
    Chart(
        "falco", ("falcosecurity",), "https://github.com/falcosecurity/charts/blob/master/charts/falco/values.yaml",
        (
            Part(name="falco", kind="controller.kind", kind_by_default="daemonset",
                 replicas="controller.deployment.replicas"),
            Part(name="falcosidekick", on="falcosidekick.enabled", on_by_default=False,
                 replicas="falcosidekick.replicaCount", by_default=2, pods="falcosidekick"),
            Part(name="user interface", on="falcosidekick.enabled", on_by_default=False, also=_UI,
                 replicas="falcosidekick.webui.replicaCount", by_default=2, pods="falcosidekick.webui"),
            # It keeps the events that the user interface shows.
            Part(name="Redis", on="falcosidekick.enabled", on_by_default=False,
                 also=(*_UI, Switch("falcosidekick.webui.redis.enabled", by_default=True)),
                 volume="falcosidekick.webui.redis.storageEnabled", volume_by_default=True,
                 storage_class="falcosidekick.webui.redis.storageClass"),
            Part(name="Falco Talon", on="responseActions.enabled", on_by_default=False),
            Part(name="metadata collector", on="collectors.kubernetes.enabled", on_by_default=False),
        ),
    ),
    Chart(
        "origin-ca-issuer", ("cloudflare",),
        "https://github.com/cloudflare/origin-ca-issuer/blob/trunk/deploy/charts/origin-ca-issuer/values.yaml",
        (Part(name="issuer", replicas="controller.replicaCount", pods="controller"),),
    ),
)  # fmt: skip
