"""The switch list: for each trait of the exam, how the product is made to handle it no more.

Nothing in the product knows of this: a switch puts a version without the handling in the
place of a function, a pattern or a table of `pipeline`, for as long as a test runs.
"""
