"""Profiles: one entity with its facts, links, timeline and graph, each value sourced."""
