"""Modules as Terraform instantiates them: their values, their instances, the resources that they make."""
