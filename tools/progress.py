"""What takes its time: how long it may, how far it is, when to keep what is done."""

import time

# Seconds between two words about how far it is.
INTERVAL = 3

# Seconds of work that may be lost where a process is killed.
SECONDS_AT_STAKE = 1


class CommitThrottle:
    """When to commit a long loop: a commit for each record would cost more than it."""

    def __init__(self):
        self._next = time.monotonic() + SECONDS_AT_STAKE

    def is_due(self):
        """Whether so much was done since the last time that it is to be kept."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + SECONDS_AT_STAKE
        return True


class Progress:
    """What a person waits for.

    The notes leave by a cursor of their own: those of the request would arrive at its
    end, when nobody needs them any more.

    :param env: of the person who waits
    :param int asked: how many records the click is about
    :param float seconds: how long it may take
    :ivar end: until when, on the monotonic clock
    """

    def __init__(self, env, asked, seconds):
        self._env = env
        self._asked = asked
        self._done = 0
        now = time.monotonic()
        self.end = now + seconds
        self._next_word = now + INTERVAL

    def is_over(self):
        """Whether the person has waited long enough."""
        return time.monotonic() > self.end

    def step(self, count=1):
        """Count what was done, and say so now and then."""
        self._done = min(self._done + count, self._asked)
        now = time.monotonic()
        if now < self._next_word or self._asked == 1:
            return
        self._next_word = now + INTERVAL
        message = self._env._(
            "%(done)s of %(asked)s invoices looked at.",
            done=self._done,
            asked=self._asked,
        )
        with self._env.registry.cursor() as cursor:
            user = self._env.user.with_env(self._env(cr=cursor))
            user._bus_send(
                "simple_notification",
                {"type": "info", "title": "Chorus Pro", "message": message},
            )
