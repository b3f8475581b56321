"""Tests of the profiles/kubernetes package."""
