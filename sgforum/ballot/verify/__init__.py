"""Recounts a published bundle with the standard library alone: `python -m sgforum.ballot.verify BUNDLE.zip`."""
