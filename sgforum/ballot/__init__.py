"""Electorates, the sealed box, pure tallies: whoever voted and what was voted share no key, time or order."""
