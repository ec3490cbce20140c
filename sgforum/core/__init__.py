"""What every domain stands on: database, clock, errors, permissions. Knows no domain and no request."""
