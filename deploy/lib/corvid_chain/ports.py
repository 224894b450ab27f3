"""A port of loopback that nobody uses and that stays ours while the router is down."""

import pathlib
import random
import socket

_RANGE = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 10_000
_TRIES = 200


def free_port() -> int:
    """Below the range from which the kernel takes the ports of outgoing connections.

    A router that is killed must come back under the same port, because the adapters know no other. A port from the
    kernel's own range could be taken meanwhile, even by an adapter that tries to connect to that very port.
    """
    highest = int(_RANGE.read_text().split()[0]) - 1
    choose = random.SystemRandom()
    for _ in range(_TRIES):
        port = choose.randint(min(_LOWEST, highest), highest)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port found")
