"""The Celery door: each task fetches by id and calls one service."""
