"""The portal under load: a full database, a steady stream of tips, and crashes in the midst."""
