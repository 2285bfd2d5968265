"""The WebSocket door: frames in, frames out, no rules."""
