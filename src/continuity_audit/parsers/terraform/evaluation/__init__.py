"""What expressions are worth, as far as the code decides it."""
