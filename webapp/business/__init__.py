"""Adapters of the business port: the company's Python hook, its HTTP webhook, and the news both are told."""
