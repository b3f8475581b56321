"""Tests of profiles/kubernetes."""
