"""What the world outside gives: the industry classification and the city's districts, as data."""
