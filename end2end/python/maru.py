"""What all clients here need: the place they come to, as the test that runs them says it, and a token by name and password."""

import json
import os
import urllib.request

URL = os.environ["MARU_URL"]
ROOM = os.environ["MARU_ROOM"]
NAME = os.environ["MARU_NAME"]
PASSWORD = os.environ["MARU_PASSWORD"]


def ask(path, body=None, token=None, method=None):
    """Asks over HTTP; what comes back is JSON."""
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(URL + path, data, headers, method=method)) as answer:
        return json.loads(answer.read() or "null")


def token():
    """A token that works for an hour."""
    return ask("/api/auth/token", {"name": NAME, "password": PASSWORD})["token"]
