"""The tables and functions of this room."""
