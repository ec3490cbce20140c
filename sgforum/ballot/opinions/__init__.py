"""Votes on statements: what people agree on, and which groups of opinion there are; pure, no database, no clock."""
