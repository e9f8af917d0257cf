"""Writes over HTTP, each in a process of its own that may be killed at any moment.

The store's commit is one step on disk, so a writer that is killed has either made a version or nothing.

    writers    in the server: hands a write over, waits so long and no longer
    forking    the process that writers are forked from, for it has read all that they need
    work       what a writer does
    telling    why it did not
    job        what is said between them
"""
