"""Sources: where records come from, bringing a file in, and what each import did."""
