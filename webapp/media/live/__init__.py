"""Live mixing: a side process of a media node that makes one stream of a recording's people. No Django.

It is fed with packets, decodes and paints them as films are painted, encodes once, and sends that to RTMP servers and
into HLS folders. What it cannot do in time it leaves out; the calls it listens to never wait for it.
"""
