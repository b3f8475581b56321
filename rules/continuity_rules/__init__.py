"""The rules that ship with continuity-audit, registered as a plugin like anyone's; one module a family."""
