"""Signing in, saying why one looks, and one's own security."""
