"""Caseloom: open investigative case management."""
