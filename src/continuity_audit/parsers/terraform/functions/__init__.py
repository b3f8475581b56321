"""The functions of Terraform and OpenTofu, over values that may be open; ``calls`` calls them by name."""
