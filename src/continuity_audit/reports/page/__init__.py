"""What the HTML page shows, worked out in Python: each module makes one part of it ready for templates and script."""
