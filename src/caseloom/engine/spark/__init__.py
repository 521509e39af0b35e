"""The resolution on a Spark cluster: Spark joins and counts, DuckDB compares in the executors."""
