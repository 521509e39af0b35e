"""Who may see and do: people, roles, scopes, purposes, and row-level security."""
