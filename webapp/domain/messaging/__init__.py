"""The messaging of the domain."""
