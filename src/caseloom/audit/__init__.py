"""What was done or seen, by whom, for what purpose: append-only, sealed, provable offline."""
