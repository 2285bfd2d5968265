"""The stream towards one subscriber, with the numbers that the C packet path needs mirrored into C."""

from __future__ import annotations

from typing import Any

from webapp.media.forwarder import outgoing
from webapp.media.forwarder.native.library import ffi, lib, session_pointer
from webapp.media.forwarder.native.send_log import SendLog
from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.source import Source

PYTHON_SENDS = -1


class OutStream(outgoing.OutStream):
    """One stream towards one subscriber; C sends on its socket, Python where there is none (TCP) or it is thinned."""

    __slots__ = ("_address", "_descriptor", "_dropped", "c")

    def __init__(self, **settings: Any) -> None:
        """The settings are those of `forwarder.outgoing.OutStream`."""
        self.c: Any = ffi.new("sw_out *")
        self._descriptor: int | None = None
        super().__init__(**settings)
        assert isinstance(self.log, SendLog)
        # The objects behind these pointers live as long as this one: it has the log, and send_rtcp has the keys.
        self.c.srtp, self.c.log, self.c.ssrc = session_pointer(self.srtp), self.log.c, self.ssrc

    @property
    def address(self) -> Address:
        """Where the subscriber is."""
        return self._address

    @address.setter
    def address(self, address: Address) -> None:
        self._address = address
        self._aim()

    @property
    def descriptor(self) -> int | None:
        """The UDP socket to send on; None when every packet must go through `sendto`."""
        return self._descriptor

    @descriptor.setter
    def descriptor(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self._aim()

    def _aim(self) -> None:
        host, port = self._address
        lib.sw_out_aim(self.c, host.encode(), port)
        self._appoint()

    def _appoint(self) -> None:
        """Let C send, or Python: where C knows no address, and while packets are left out."""
        can_c = self._descriptor is not None and self.c.address_length > 0 and self._thinning is None
        self.c.descriptor = self._descriptor if can_c else PYTHON_SENDS

    @property
    def needs_python(self) -> bool:
        """Whether C does not send to it."""
        return bool(self.c.descriptor == PYTHON_SENDS)

    @property
    def dropped(self) -> int:
        """Packets that could not be encrypted or sent."""
        return self._dropped + int(self.c.dropped)

    @dropped.setter
    def dropped(self, dropped: int) -> None:
        self._dropped = dropped - int(self.c.dropped)

    def _renumber(self, source: Source) -> None:
        super()._renumber(source)
        self._appoint()
        self.c.seq_offset, self.c.ts_offset = self.seq_offset, self.ts_offset
        self.c.rewrites_pictures = self.rewrites_pictures
        self.c.picture_offset, self.c.tl0_offset = self._pictures.picture_offset, self._pictures.tl0_offset
