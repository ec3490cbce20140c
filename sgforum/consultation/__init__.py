"""Consultations from draft to decision: phases, comments, the secret ballot, the decision record."""
