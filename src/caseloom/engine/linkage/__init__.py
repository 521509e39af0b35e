"""Who is the same, computed: features, blocking keys, models, weights, clusters. No Django."""
