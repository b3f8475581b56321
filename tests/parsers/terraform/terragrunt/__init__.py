"""Tests of reading Terragrunt."""
