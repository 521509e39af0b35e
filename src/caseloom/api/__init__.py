"""The HTTP API: parse, make one domain call, answer in JSON, described by OpenAPI."""
