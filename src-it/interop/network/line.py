"""A cable between two interfaces, LEFT and RIGHT, and what may befall its frames.

Each line of standard input is a state of the cable, which lasts until the next, and is answered
with "ok": words of NAME=VALUE. Without any, all frames pass.

  loss=0.05          so many frames are lost
  duplicate=0.1      so many come twice
  reorder=0.2        so many come later than others that were sent after them
  cut=udp, cut=all   nothing passes

The same seed, the same fate for the n-th frame. It ends with its input.
"""

import heapq
import random
import selectors
import socket
import sys
import time

ETH_P_ALL = 3
PACKET_OUTGOING = 4
LATE_SECONDS = (0.005, 0.04)

chance = random.Random(int(sys.argv[3]))
ends = []
for interface in sys.argv[1:3]:
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    end.bind((interface, 0))
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    end.setblocking(False)
    ends.append(end)

state = {}
underway = []
count = 0


def rate(name):
    return float(state.get(name, 0))


def is_udp(frame):
    return frame[12:14] == b"\x08\x00" and frame[23] == socket.IPPROTO_UDP


def send(to, frame):
    try:
        to.send(frame)
    except OSError:
        pass  # The other end is down, or full: the frame is lost.


def carry(to, frame):
    global count
    cut = state.get("cut")
    if cut == "all" or cut == "udp" and is_udp(frame):
        return
    if chance.random() < rate("loss"):
        return
    copies = 2 if chance.random() < rate("duplicate") else 1
    for _ in range(copies):
        if chance.random() < rate("reorder"):
            count += 1
            due = time.monotonic() + chance.uniform(*LATE_SECONDS)
            heapq.heappush(underway, (due, count, to, frame))
        else:
            send(to, frame)


def receive(here, there):
    for _ in range(64):
        try:
            frame, address = here.recvfrom(65536)
        except BlockingIOError:
            return
        except OSError:
            return
        if address[2] != PACKET_OUTGOING:
            carry(there, frame)


selector = selectors.DefaultSelector()
selector.register(ends[0], selectors.EVENT_READ, lambda: receive(ends[0], ends[1]))
selector.register(ends[1], selectors.EVENT_READ, lambda: receive(ends[1], ends[0]))
selector.register(sys.stdin, selectors.EVENT_READ, None)
print("ok", flush=True)
while True:
    wait = max(0, underway[0][0] - time.monotonic()) if underway else None
    for key, _ in selector.select(wait):
        if key.data:
            key.data()
            continue
        line = sys.stdin.readline()
        if not line:
            sys.exit()
        state = dict(word.split("=") for word in line.split())
        print("ok", flush=True)
    while underway and underway[0][0] <= time.monotonic():
        _, _, to, frame = heapq.heappop(underway)
        send(to, frame)
