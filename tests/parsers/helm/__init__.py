"""Tests of parsers/helm."""
