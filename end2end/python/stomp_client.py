"""STOMP with `stomp.py`: writes with receipts, hears others, goes on after the last message it has seen."""

import json
import queue
from urllib.parse import urlparse

import stomp

from maru import NAME, PASSWORD, ROOM, URL, ask, token


class Listener(stomp.ConnectionListener):
    """Keeps what is told, for whoever waits for it."""

    def __init__(self):
        self.told = queue.Queue()
        self.receipts = queue.Queue()
        self.errors = queue.Queue()

    def on_message(self, frame):
        self.told.put((frame.headers, json.loads(frame.body)))

    def on_receipt(self, frame):
        self.receipts.put(frame.headers["receipt-id"])

    def on_error(self, frame):
        self.errors.put(frame.headers["message"])


def connect(password=PASSWORD):
    place = urlparse(URL)
    connection = stomp.WSStompConnection([(place.hostname, place.port)], ws_path="/stomp", header={"Sec-WebSocket-Protocol": "v12.stomp"})
    listener = Listener()
    connection.set_listener("", listener)
    connection.connect(NAME, password, wait=True)
    return connection, listener


def write(connection, listener, content):
    body = json.dumps({"roomId": ROOM, "content": content})
    connection.send("/publish/chat/message", body, content_type="application/json", receipt=content)
    assert listener.receipts.get(timeout=30) == content


def hear(listener, content):
    headers, told = listener.told.get(timeout=30)
    assert told["content"] == content == told["message"], told
    return headers


connection, listener = connect()
body = json.dumps({"roomId": ROOM})
connection.send("/publish/chat/join", body, receipt="in")
assert listener.receipts.get(timeout=30) == "in"
connection.subscribe(f"/topic/rooms.{ROOM}", id="1", receipt="subscribed")
assert listener.receipts.get(timeout=30) == "subscribed"
write(connection, listener, "from stomp.py")
last = hear(listener, "from stomp.py")["message-id"]
bearer = token()
ask(f"/api/chat/rooms/{ROOM}/messages", {"content": "by another door"}, bearer)
hear(listener, "by another door")
connection.disconnect()

connection, listener = connect()
connection.subscribe(f"/subscribe/chat/room/{ROOM}", id="1", ack="client-individual", headers={"after": last})
headers = hear(listener, "by another door")
connection.ack(headers["ack"])
write(connection, listener, "acknowledged")
hear(listener, "acknowledged")
connection.disconnect()

try:
    connect("wrong horse")
except stomp.exception.ConnectFailedException:
    pass
else:
    raise AssertionError("let in with a wrong password")
