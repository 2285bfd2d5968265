"""Starters for the servers Switchboard needs when the machine has none running."""
