"""Tips written by hand with their truth, to judge what reads tips; nothing is trained on them."""
