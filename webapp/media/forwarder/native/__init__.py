"""The native twin of the forwarder: the packet path in C, everything rare in the Python that both twins share."""

from webapp.media.forwarder.native.incoming import InStream
from webapp.media.forwarder.native.outgoing import OutStream
from webapp.media.forwarder.native.pump import Pump, Receiver
from webapp.media.forwarder.native.send_log import SendLog
from webapp.media.forwarder.native.trend import DelayTrend
from webapp.media.forwarder.native.waiting import new_event_loop

__all__ = ["DelayTrend", "InStream", "OutStream", "Pump", "Receiver", "SendLog", "new_event_loop"]
