"""The way of the data, end to end: from paths to the report's document."""
