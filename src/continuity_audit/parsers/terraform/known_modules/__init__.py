"""Public modules that are known although they are not on disk, each by a small module of our own."""
