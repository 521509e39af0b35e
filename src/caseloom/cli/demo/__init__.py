"""The demonstration investigation: its world, its sources, its people and cases. All fictional."""
