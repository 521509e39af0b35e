"""The real settings on a data folder of their own, so that tests touch nothing else."""

import os
import tempfile

os.environ["DATA"] = tempfile.mkdtemp(prefix="caseloom-test-")
os.environ.pop("DATABASE_URL", None)
os.environ.pop("CASELOOM_OWNER_URL", None)

from caseloom.config.settings import *  # noqa: F403  (the folder must be named before)
