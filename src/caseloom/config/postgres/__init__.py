"""The PostgreSQL that Caseloom starts for itself when no DATABASE_URL names another."""

from caseloom.config.postgres.cluster import Cluster
from caseloom.config.postgres.dsns import Dsns

__all__ = ["Cluster", "Dsns"]
