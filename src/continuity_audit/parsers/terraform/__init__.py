"""Reads Terraform as terraform plan does, without providers."""
