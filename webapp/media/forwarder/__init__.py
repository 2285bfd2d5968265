"""Forwarding of encoded RTP packets: one interface, two twins (`native` in C, `pyfwd` in Python), chosen here."""

from webapp.media.forwarder.outgoing import Address
from webapp.media.forwarder.pyfwd import InStream, OutStream, Pump, Receiver, SendLog
from webapp.media.forwarder.receiver import Arrival
from webapp.media.forwarder.srtp import SrtpHandle, unprotect

__all__ = ["Address", "Arrival", "InStream", "OutStream", "Pump", "Receiver", "SendLog", "SrtpHandle", "unprotect"]
