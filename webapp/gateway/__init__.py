"""The WebSocket door: frames, calls, news, mirror."""
