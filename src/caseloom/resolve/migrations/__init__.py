"""The tables of the room and their locks."""
