"""The exam: filled forms made from a seed, each with what was put in, and the product's answers marked.

It stands outside the product: it knows the notice and what a record is, and imports nothing of `pipeline`.
"""
