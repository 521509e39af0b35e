"""Tips that try to command, to break out, to reach the network, or to read other records."""
