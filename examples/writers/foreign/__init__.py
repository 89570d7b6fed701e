"""The forms of another call, as `examples/forms/` has them: blanks and filled copies."""
