"""Administration: people, their roles and teams. Reads no records and no cases."""
