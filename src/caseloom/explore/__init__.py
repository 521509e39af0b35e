"""What can be found: search, profile, graph, timeline. All of it can be rebuilt from records."""
