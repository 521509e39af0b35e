"""Which tips tell of the same thing: by marks that say nothing without a key, then word by word."""
