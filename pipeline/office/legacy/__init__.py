"""The formats before OOXML, and beside it: each module reads one, none of them is needed by another format.

Every module has ``read`` (bytes to `Document`) and ``pictures`` (bytes to the pictures in
them). What a module can't do itself it says by raising `Unreadable`.
"""
