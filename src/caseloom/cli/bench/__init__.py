"""Benchmarks: what people do, timed on generated records, with peers in the same run."""
