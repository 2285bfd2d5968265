"""The calls of the domain."""
