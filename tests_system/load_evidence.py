"""What shows that a load test was one: who deposited, and what went wrong."""

import re
from collections import Counter

from tests_system.calm_log import complaints


def assert_all_worked(servers, copies):
    """Each process and each copy of the action has deposited something."""
    posts = Counter()
    for server in servers:
        posted = Counter(posted_by(server))
        assert posted, f"{server.log_file.stem} did nothing"
        assert not complaints(server.log())
        posts += posted
    assert set(posts) == set(copies), f"one of the copies sent nothing: {posts}"


def posted_by(server):
    """The action behind each deposit in the log of a process of one cron thread."""
    action = None
    for line in server.log().splitlines():
        if begun := re.search(r"\((\d+)\) starting", line):
            action = int(begun[1])
        if "POST factures/v1/deposer/flux" in line:
            yield action


def assert_faults_struck(calls):
    """Answers were lost and the portal was busy while lots were sent."""
    struck = {
        call["fault"]["kind"]
        for call in calls
        if call["fault"] and "deposer/flux" in call["path"]
    }
    assert {"cut", "status"} <= struck, struck
