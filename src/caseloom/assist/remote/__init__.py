"""A language model on a server (Tier 2): one adapter, no tools, every exchange on record."""
