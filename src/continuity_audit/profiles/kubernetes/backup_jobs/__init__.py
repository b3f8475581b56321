"""Backups that the containers of scheduled jobs make: dumps of databases and copies of volumes, and where they go."""
