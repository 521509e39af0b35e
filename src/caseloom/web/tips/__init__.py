"""Tips, as staff see them: queues, one tip, its mailbox and name, the lines, and the overview."""
