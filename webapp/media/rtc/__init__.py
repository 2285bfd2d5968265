"""ICE-lite, DTLS, SRTP and SDP on one UDP port."""
