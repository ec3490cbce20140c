"""The participation score: what is counted, how it is combined, and how it is published."""
