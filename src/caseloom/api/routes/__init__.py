"""One module of operations for each room."""
