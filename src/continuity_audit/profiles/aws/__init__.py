"""What decides the outcomes of the services of Amazon Web Services."""
