"""The composition root: settings, addresses, and which room's extension is wired to which."""
