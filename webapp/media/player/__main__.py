"""The entry of a player: `python -m webapp.media.player <descriptor>`; what to play is told over the socket."""

from __future__ import annotations

import logging
import socket
import sys

import av
import msgspec

from webapp.media.core import side
from webapp.media.core.plan import PlannedFile
from webapp.media.player.film import Film
from webapp.media.player.player import Player
from webapp.media.rtc.side_process import join


def main() -> int:
    """Play until the film or the node ends; returns the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    ours = join()
    try:
        _play(ours)
    except (BrokenPipeError, ConnectionResetError):
        return 0  # the node is gone, and with it everybody who could listen
    except (av.FFmpegError, OSError) as error:
        logging.error("the film cannot be played: %s", error)
        ours.send(side.told("failed", reason=str(error)[:200]))
        return 1
    return 0


def _play(ours: socket.socket) -> None:
    message = side.read(ours.recv(side.MAX_MESSAGE))
    if not isinstance(message, side.Told) or message.type != "play":
        return
    planned = msgspec.convert(message.facts["file"], PlannedFile)
    film = Film(planned.path)
    try:
        Player(ours, film, planned).run()
    finally:
        film.close()


if __name__ == "__main__":
    sys.exit(main())
