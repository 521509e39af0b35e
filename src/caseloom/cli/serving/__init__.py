"""The processes that `serve` keeps running."""
