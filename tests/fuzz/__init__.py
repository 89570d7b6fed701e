"""Good files with something done to them, as many as time allows: what may come of it, and what may not.

`seeds`: the files; `raw`, `zipped`, `trees`, `harmless`: what is done to them; `judge`: what is asked of each
outcome; `press`: of the documents made of those that can still be read; `hunt`: the story.
"""
