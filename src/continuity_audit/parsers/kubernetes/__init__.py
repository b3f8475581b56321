"""Kubernetes manifests: from YAML or JSON text to resources."""
