"""The command line: translates arguments, makes one domain call, prints the answer."""
