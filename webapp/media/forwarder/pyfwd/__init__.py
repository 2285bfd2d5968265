"""The pure-Python forwarder: plaintext RTP in, rewritten and encrypted RTP out to every subscriber."""

from webapp.media.forwarder.pyfwd.incoming import InStream
from webapp.media.forwarder.pyfwd.outgoing import Address, OutStream
from webapp.media.forwarder.pyfwd.send_log import SendLog
from webapp.media.forwarder.pyfwd.srtp import SrtpHandle, unprotect

__all__ = ["Address", "InStream", "OutStream", "SendLog", "SrtpHandle", "unprotect"]
