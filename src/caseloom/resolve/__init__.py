"""Who is the same: candidates, weights, judgements, groups, undo."""
