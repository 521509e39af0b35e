"""Reports: reading a version, writing it, having it reviewed and signed, and what changed."""
