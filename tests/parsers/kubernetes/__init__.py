"""Tests of parsers/kubernetes."""
