"""The comparison with other tools for resolution: one run, one machine, one scorer."""
