"""The files that code may read by its functions: those of the audited tree, every question noted."""
