"""Tests of the Terraform function library."""
