"""How what was told is kept so that a copy of the database tells nothing."""
