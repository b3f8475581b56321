"""Terragrunt: the units of a tree as roots, with the inputs, the files and the links that Terragrunt gives them."""
