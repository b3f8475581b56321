"""The words everyone shares: values, resources, components, scenarios, outcomes and levels."""
