"""The writers: each puts a file of forms into a format of its own; none knows what a reader does."""
