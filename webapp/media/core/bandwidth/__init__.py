"""How much a viewer's link carries, and which layer of each picture therefore flows to it.

Send-side, in the way of draft-ietf-rmcat-gcc-02: delay growth and loss from transport-wide feedback bound the estimate,
probes raise it. Everything here is pure: times are seconds of a clock passed in, rates bits per second.
"""
