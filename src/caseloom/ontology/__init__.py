"""What things are: types, properties, links and how their values are cleaned. No Django."""
