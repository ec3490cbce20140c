"""What each figure counts: one definition, one version, one query."""
