"""Kinds of Kubernetes objects that run nothing and hold no data, whichever API group has them."""

from __future__ import annotations

from typing import Final

QUIET: Final = frozenset({
    "ConfigMap", "CustomResourceDefinition", "EndpointSlice", "Endpoints", "IngressClass", "LimitRange", "Namespace",
    "NetworkPolicy", "PodDisruptionBudget", "PriorityClass",
    "ResourceQuota", "Secret", "Service", "ServiceAccount", "StorageClass",
    "Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "ReferenceGrant", "GatewayClass",
    "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding",
    "Certificate", "ClusterIssuer", "Issuer",
    "ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "PushSecret", "SealedSecret", "SecretStore",
    "SecretProviderClass", "OnePasswordItem", "VaultAuth", "VaultSecret", "VaultStaticSecret",
    "AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor", "VMPodScrape",
    "VMRule", "VMServiceScrape",
    "AuthorizationPolicy", "DestinationRule", "EnvoyFilter", "PeerAuthentication", "RequestAuthentication",
    "ServiceEntry", "Telemetry", "VirtualService",
    "IngressClassParams", "TargetGroupBinding", "EC2NodeClass", "EC2NodeTemplate", "NodePool", "Provisioner",
    "BGPAdvertisement", "IPAddressPool", "L2Advertisement", "CiliumL2AnnouncementPolicy", "CiliumLoadBalancerIPPool",
    "CiliumNetworkPolicy", "IngressRoute", "IngressRouteTCP", "IngressRouteUDP", "Middleware", "TLSOption",
    "BackendTrafficPolicy", "ClientTrafficPolicy", "SecurityPolicy", "DNSEndpoint",
    "ClusterPolicy", "ConstraintTemplate", "Policy", "TracingPolicy", "AppProject",
})  # fmt: skip

__all__ = ["QUIET"]
