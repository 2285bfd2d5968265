"""Forwarding of encoded RTP packets."""
