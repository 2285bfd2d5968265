"""The presence of the domain."""
