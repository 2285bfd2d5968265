"""Django system checks: what this machine lacks, each with an id and a hint that says what to do."""
