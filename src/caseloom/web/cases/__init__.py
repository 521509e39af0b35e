"""Cases: the list, opening one, and each of its tabs with what can be done there."""
