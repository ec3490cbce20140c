"""The Flask toolkit of the house; knows no domain."""
