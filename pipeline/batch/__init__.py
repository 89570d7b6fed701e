"""A pass over the inbox: `story` tells it on one page, the other modules are its chapters.

Worker processes import `reading`, `photos` and `annotated` alone, and through this module nothing else.
"""
