"""The HTTP door: customer, agent and meeting pages, uploads and downloads."""
