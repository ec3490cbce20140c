"""The catalogue of the city's apps and the campaigns that make them known."""
