"""The rules: accounts, presence, rooms, calls, queues, messaging, transfers, recordings."""
