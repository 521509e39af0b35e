"""How outside files become records."""
