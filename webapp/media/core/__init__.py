"""Pure media code: no I/O, no Django, no aiortc."""
