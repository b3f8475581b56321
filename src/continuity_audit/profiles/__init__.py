"""Provider knowledge: which resource is which component, and what decides its outcomes."""
