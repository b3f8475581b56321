"""What deploys nothing that could be lost: providers of Terraform, and API groups and kinds of Kubernetes."""

from __future__ import annotations

from typing import Final

HELPERS: Final = frozenset({
    "archive", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls",
    # what they apply that runs or stores something is judged as the Kubernetes object that it is
    "kubectl", "kubernetes",
})  # fmt: skip
"""Providers that deploy nothing of their own."""

GROUPS: Final = frozenset({
    # certificates and secrets, which are made again or kept elsewhere
    "acme.cert-manager.io", "bitnami.com", "cert-manager.io", "external-secrets.io", "generators.external-secrets.io",
    "isindir.github.com", "onepassword.com", "secrets-store.csi.x-k8s.io", "secrets.hashicorp.com",
    "secrets.infisical.com", "spv.no", "trust.cert-manager.io",
    # networks: addresses, routes and policies
    "cilium.io", "cloud.google.com", "crd.k8s.amazonaws.com", "crd.projectcalico.org", "elbv2.k8s.aws",
    "extensions.istio.io", "gateway.envoyproxy.io", "k8s.cni.cncf.io", "linkerd.io", "metallb.io",
    "multicluster.linkerd.io", "networking.gke.io", "networking.istio.io", "nmstate.io", "policy.linkerd.io",
    "projectcalico.org", "projectcontour.io", "route.openshift.io", "security.istio.io", "telemetry.istio.io",
    "traefik.containo.us", "traefik.io", "vpcresources.k8s.aws",
    # who may do what, and what is admitted
    "authorization.openshift.io", "constraints.gatekeeper.sh", "kyverno.io", "mutations.gatekeeper.sh",
    "oauth.openshift.io", "policies.kyverno.io", "policy.open-cluster-management.io", "quota.openshift.io",
    "security.openshift.io", "templates.gatekeeper.sh", "user.openshift.io",
    # nodes and the settings of a cluster, builds, scaling, catalogues
    "autoscaling.openshift.io", "backstage.io", "build.openshift.io", "config.openshift.io", "console.openshift.io",
    "eks.amazonaws.com", "image.openshift.io", "karpenter.azure.com", "karpenter.k8s.aws", "karpenter.sh", "keda.sh",
    "kueue.x-k8s.io", "machine.openshift.io", "machineconfiguration.openshift.io", "project.openshift.io", "tekton.dev",
    "triggers.tekton.dev",
    # what controllers make in clouds that is no component: rights, identities, projects, resource groups, accounts
    "accesscontextmanager.cnrm.cloud.google.com", "authorization.azure.com", "aws.m.upbound.io", "aws.upbound.io",
    "azure.m.upbound.io", "azure.upbound.io", "billingbudgets.cnrm.cloud.google.com", "core.cnrm.cloud.google.com",
    "gcp.m.upbound.io", "gcp.upbound.io", "iam.cnrm.cloud.google.com", "iam.services.k8s.aws", "insights.azure.com",
    "managedidentity.azure.com", "monitoring.cnrm.cloud.google.com", "orgpolicy.cnrm.cloud.google.com",
    "resourcemanager.cnrm.cloud.google.com", "resources.azure.com", "servicenetworking.cnrm.cloud.google.com",
    "serviceusage.cnrm.cloud.google.com", "tags.cnrm.cloud.google.com",
    # backups, which count for what they copy
    "backup.appuio.ch", "barmancloud.cnpg.io", "k8up.io", "stackconfigpolicy.k8s.elastic.co", "volsync.backube",
    # rules and targets of monitoring
    "monitoring.googleapis.com", "observability.giantswarm.io", "sloth.slok.dev",
})  # fmt: skip
"""API groups whose objects run nothing and hold no data of their own."""

ENDINGS: Final = (".k8s.io", ".toolkit.fluxcd.io")
"""How API groups end that are Kubernetes' own beside those with workloads, or say only what is applied."""

KINDS: Final = frozenset({
    *(f"{group}/Grafana{part}"
      for group in ("grafana.integreatly.org", "integreatly.org")
      for part in ("AlertRuleGroup", "ContactPoint", "Dashboard", "DataSource", "Datasource", "Folder",
                   "LibraryPanel", "MuteTiming", "NotificationChannel", "NotificationPolicy", "NotificationTemplate")),
    *(f"operator.victoriametrics.com/VM{part}"
      for part in ("AlertmanagerConfig", "NodeScrape", "PodScrape", "Probe", "Rule", "ScrapeConfig", "ServiceScrape",
                   "StaticScrape", "User")),
    *(f"monitoring.rhobs/{part}" for part in ("PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig",
                                              "ServiceMonitor")),
    "operators.coreos.com/CatalogSource", "operators.coreos.com/OperatorGroup",
})  # fmt: skip
"""Kinds that run nothing, of groups with others that do."""


def runs_nothing(kind: str, group: str) -> bool:
    """Whether the objects of a type of Kubernetes, whose API group is given, plainly run nothing.

    A group without a dot is none of a cluster: tools write files of that form for themselves.
    """
    return "." not in group or group in GROUPS or group.endswith(ENDINGS) or kind in KINDS
