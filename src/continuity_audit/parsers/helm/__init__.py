"""Helm charts of the tree: what they depend on, with which values, and who installs them. No template is rendered."""
