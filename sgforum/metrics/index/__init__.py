"""The index engine: a composite index from a declarative spec (docs/index-spec.md). Pure: no database, no clock.

spec -> table -> stages (screened, denominated, imputed, treated, normalised, aggregated) -> result with its log.
"""
