"""Pictures of plants and parks that don't exist: a small software renderer, and the scenes drawn with it."""
