"""Errors, events, life cycles, clock and ids: what every layer above may use."""
