"""What is asserted: sources, runs, records, composition, and the past as it was known."""
