"""A pass over the inbox: `story` tells it on one page, the other modules are its chapters.

Worker processes import `reading`, `secrecy`, `checker`, `photos` and `annotated` alone, and
through this module nothing else.
"""

READING = "pipeline.batch.reading"  # what a worker that reads files needs, and takes a while to load
