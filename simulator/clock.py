"""The simulated clock: an anchor in the database, real time elapsed since, a speed."""

import json
import threading
import time

from .database import Database

KEY = "clock"
# Farther than any test or demo goes, and short of where the calendar ends.
LONGEST = 1000 * 366 * 86400


class Clock:
    """Simulated time, kept across restarts and never running backwards by itself.

    Time passes at the given speed while the program is stopped too: the anchor is
    the only thing stored.

    :param speed: simulated seconds per real second; 0 freezes time, which then moves
        by :meth:`advance` only
    """

    def __init__(self, database: Database, speed: float = 1):
        self._database = database
        self._speed = speed
        self._lock = threading.Lock()
        self._anchor = self._stored()
        if self._anchor is None:
            self.reset()
        else:
            self._move_anchor(self.now())

    def now(self) -> float:
        """Simulated seconds since the epoch, rounded to the millisecond."""
        simulated, real, speed = self._anchor
        return round(simulated + (time.time() - real) * speed, 3)

    def advance(self, seconds: float) -> float:
        """Move time forward and return the new time.

        :raises ValueError: the number of seconds is negative
        """
        with self._lock:
            to = self.now() + seconds
            if not seconds >= 0 or not to < time.time() + LONGEST:
                raise ValueError("time does not go back, nor beyond the calendar")
            self._move_anchor(to)
        return self.now()

    def reset(self) -> None:
        """Back to real time."""
        self._move_anchor(time.time())

    def _stored(self):
        row = (
            self._database.connection()
            .execute("SELECT value FROM settings WHERE key = ?", [KEY])
            .fetchone()
        )
        return tuple(json.loads(row["value"])) if row else None

    def _move_anchor(self, simulated: float) -> None:
        self._anchor = (simulated, time.time(), self._speed)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)",
                [KEY, json.dumps(self._anchor)],
            )
