"""Threats to life in a text: what was said, whether it was meant, and where it stands."""
