"""What the public tells us: lines, tips under seal, mailboxes, and what people decide on them."""
