"""The Terraform folders of an audited tree: which are roots, what they hang on, and the reading of each."""
