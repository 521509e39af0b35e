"""Floods: what a person never notices and a program that sends thousands does.

Nothing is counted by address, so that whoever comes by Tor waits no longer than others. Above a
rate, a form is taken only when it was open for some seconds, as any that somebody filled in is.
Counts are each process's own.
"""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

WINDOW = 60.0


class Gate:
    """Up to `free` a minute pass at once; then what is younger than `wait` seconds waits.

    With each further `free` a minute the wait doubles, up to `longest`.
    """

    def __init__(
        self, free: int, wait: int, longest: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.free, self.wait, self.longest, self._now = free, wait, longest, now
        self._times: deque[float] = deque(maxlen=free * 64)
        self._lock = Lock()

    def seconds(self, age: float) -> int:
        """How many seconds somebody has to wait whose form is `age` seconds old; 0 for none."""
        with self._lock:
            now = self._now()
            while self._times and now - self._times[0] > WINDOW:
                self._times.popleft()
            over = len(self._times) // self.free
            needed = min(self.wait << (over - 1), self.longest) if over else 0
            left = needed - age
            if left <= 0:
                return 0
            return max(1, round(left + 0.5))

    def passed(self) -> None:
        """Count one that came through (a tip that was sent, a code that was wrong)."""
        with self._lock:
            self._times.append(self._now())


sending = Gate(free=600, wait=15, longest=120)
guessing = Gate(free=20, wait=5, longest=60)
counting = Gate(free=1_200, wait=5, longest=60)
