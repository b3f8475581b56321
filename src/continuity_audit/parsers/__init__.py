"""Reading what people write: Terraform and Kubernetes, from bytes to resources."""
