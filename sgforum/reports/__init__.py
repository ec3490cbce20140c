"""What the city has for participation, and what it lacks: registers, indicators, gap tables, exports."""
