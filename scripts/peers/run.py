"""Compare Caseloom's resolution with other tools on every labelled set: see docs/how-to/peers.md.

python scripts/peers/run.py --data ../shared/data --out build/peers
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from peers.command import main  # noqa: E402 - found by the line above

if __name__ == "__main__":
    sys.exit(main())
