"""What well-known charts run: their parts, and the values that decide on members and volumes, with their defaults."""
