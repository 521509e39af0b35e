"""Search: find who or what is in the records, with filters that stay in the address."""
