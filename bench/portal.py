"""The simulator's control API, for steps that run inside an Odoo shell."""

import json
import urllib.request


def control(url, path, **values):
    """Tell the simulator something.

    :param str url: of the simulator
    :return: its answer
    """
    request = urllib.request.Request(
        f"{url}/simulator/{path}",
        json.dumps(values).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=300) as response:
        return json.load(response)
