"""Tips of the public with their truth, made from a seed."""
