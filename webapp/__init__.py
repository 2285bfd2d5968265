"""Switchboard: a browser-facing video call-centre and conferencing server."""
