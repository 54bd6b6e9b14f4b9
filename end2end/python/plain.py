"""The plain JSON socket with `websockets`: talks, is cut off, comes back with `since`, and has missed nothing."""

import asyncio
import json

import websockets

from maru import NAME, ROOM, URL, ask, token

TOKEN = token()


def socket(since=""):
    address = URL.replace("http", "ws", 1) + f"/ws/chat?roomId={ROOM}&username={NAME}&since={since}"
    return websockets.connect(address, additional_headers={"Authorization": f"Bearer {TOKEN}"})


async def until(line, content, seen):
    """Hears until somebody says this; keeps what was said on the way."""
    async with asyncio.timeout(30):
        async for text in line:
            if text == "HEARTBEAT":
                await line.send("HEARTBEAT")
                continue
            frame = json.loads(text)
            seen.append(frame)
            if frame["content"] == content:
                return frame
    raise AssertionError(f"closed before {content}")


async def main():
    seen = []
    async with socket() as line:
        await line.send(json.dumps({"type": "MESSAGE", "roomId": ROOM, "sender": NAME, "content": "안녕 from Python"}))
        first = await until(line, "안녕 from Python", seen)
        assert first["type"] == "MESSAGE" and first["roomId"] == ROOM, first
        await line.send(json.dumps({"type": "EDIT", "target": first["id"], "content": "안녕!"}))
        edit = await until(line, "안녕!", seen)
        assert (edit["type"], edit["target"]) == ("EDIT", first["id"]), edit
        await line.send("this is not JSON")
        async with asyncio.timeout(30):
            refused = json.loads(await line.recv())
        assert (refused["type"], refused["code"]) == ("SYSTEM", "malformed"), refused
    for n in range(5):
        ask(f"/api/chat/rooms/{ROOM}/messages", {"content": f"meanwhile {n}"}, TOKEN)
    missed = []
    async with socket(edit["position"]) as line:
        await line.send(json.dumps({"content": "back"}))
        await until(line, "back", missed)
        assert [frame["content"] for frame in missed] == [*(f"meanwhile {n}" for n in range(5)), "back"], missed
        ids = [frame["id"] for frame in missed]
        assert ids == sorted(set(ids)) and ids[0] > edit["id"], ids
        await line.send(json.dumps({"type": "LEAVE"}))
        async with asyncio.timeout(30):
            await line.wait_closed()
        assert line.close_code == 1000, line.close_code
    try:
        async with websockets.connect(URL.replace("http", "ws", 1) + "/ws/chat") as line:
            await line.recv()
    except websockets.ConnectionClosed as closed:
        assert closed.rcvd.code == 1008 and "roomId" in closed.rcvd.reason, closed
    else:
        raise AssertionError("let in without a room")


asyncio.run(main())
