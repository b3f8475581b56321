"""Plan files: what ``terraform show -json`` prints, read as resources."""
