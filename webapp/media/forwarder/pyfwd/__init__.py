"""The pure-Python twin of the forwarder: no compiler needed."""

from webapp.media.core.bandwidth.delay import DelayTrend
from webapp.media.forwarder.outgoing import OutStream
from webapp.media.forwarder.pyfwd.incoming import InStream
from webapp.media.forwarder.pyfwd.pump import Pump
from webapp.media.forwarder.pyfwd.receiver import Receiver
from webapp.media.forwarder.pyfwd.send_log import SendLog
from webapp.media.forwarder.pyfwd.waiting import new_event_loop

__all__ = ["DelayTrend", "InStream", "OutStream", "Pump", "Receiver", "SendLog", "new_event_loop"]
