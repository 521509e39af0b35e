"""The review queue: are these the same? Why the machine thinks so, and a person's decision."""
