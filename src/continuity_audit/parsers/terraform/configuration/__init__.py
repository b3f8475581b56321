"""The configuration as it is written: files, blocks and expressions, before anything has a value."""
