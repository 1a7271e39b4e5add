"""Digests and summaries as documents. One module per format; every one passes through ``nolink``."""
