"""Casebook: filled-in application forms in, summaries and one merged casebook out."""
