"""The report for a terminal, a module a section: `report` puts them together, `layout` lays words out in columns."""
