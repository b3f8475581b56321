"""What the components' outcomes mean for the estate: dependencies, effective outcomes, levels and sectors."""
