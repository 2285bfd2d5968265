"""The queues of the domain."""
