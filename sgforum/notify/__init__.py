"""What must be told is written in the transaction of the act, and delivered later exactly once."""
