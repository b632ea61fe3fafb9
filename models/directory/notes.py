"""What a report of the reader leaves behind, kept as JSON between two runs."""

from collections import Counter

KEPT_ROWS = 200


def merged_notes(before, report):
    """The notes of earlier runs and the report of the one that goes on after them.

    :param dict before: what this function returned for the run before, or None
    :param DirectoryReport report: counts nothing of what was read before
    :return: ``unknown_names`` and ``odd_values`` ({name: count}), ``bad_rows`` (the
        first, as {file, line, reason, shown}), ``bad_row_count``, ``skipped_files``,
        ``replaced_characters``, ``entry_count``
    :rtype: dict
    """
    before = before or {}
    rows = before.get("bad_rows", []) + [
        {
            "file": row.file_name,
            "line": row.line,
            "reason": str(row.reason),
            "shown": row.shown,
        }
        for row in report.bad_rows[:KEPT_ROWS]
    ]
    return {
        "unknown_names": _sum(before.get("unknown_names"), report.unknown_names),
        "odd_values": _sum(before.get("odd_values"), report.odd_values),
        "bad_rows": rows[:KEPT_ROWS],
        "bad_row_count": before.get("bad_row_count", 0) + report.bad_row_count,
        "entry_count": before.get("entry_count", 0) + report.entry_count,
        # These are met anew each time that the file is read from its beginning.
        "skipped_files": report.skipped_files or before.get("skipped_files", []),
        "replaced_characters": max(
            before.get("replaced_characters", 0), report.replaced_characters
        ),
    }


def _sum(before, counts):
    return dict(Counter(before or {}) + Counter(counts))
