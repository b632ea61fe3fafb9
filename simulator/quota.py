"""The quota of PISTE: calls a minute, per API family."""

import threading
import time
from collections import defaultdict, deque


class Quota:
    """Counts the calls of the last minute (real time), per API family."""

    def __init__(self):
        self._lock = threading.Lock()
        self._calls = defaultdict(deque)

    def exceeded(self, family: str, per_minute: int) -> bool:
        if not per_minute:
            return False
        now = time.monotonic()
        with self._lock:
            calls = self._calls[family]
            while calls and calls[0] <= now - 60:
                calls.popleft()
            if len(calls) >= per_minute:
                return True
            calls.append(now)
        return False
