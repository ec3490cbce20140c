"""sgforum: communication forums, consultations, campaigns and a participation score for the kelurahan."""

__version__ = "0.1.0"
