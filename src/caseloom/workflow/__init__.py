"""How work moves: states, transitions, approvals, deadlines."""
