"""What a text names, each with the exact place where it stands and a check of its form."""
