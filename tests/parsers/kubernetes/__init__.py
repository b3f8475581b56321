"""Tests of the parsers/kubernetes package."""
