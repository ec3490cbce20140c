"""Residents and staff: registration, sign-in, roles that belong to a place, residency, suspension."""
