"""Processes that evaluate queries, so that a query can be stopped and can end nothing but itself.

The engine offers no way to stop a query, a deep one overflows its stack, and a large one takes all memory.
So queries meet it in processes of their own, each with a ceiling, that are ended when a deadline passes.

    pool                   the workers of one server: who evaluates, who waits, who is started and ended
    figures, reasons       what a pool may and did; why a query ended, and what is said of it
    queueing               who is next, so that no client keeps the others waiting
    run, line              one query on one worker; the server's end of a worker's socket
    starting               the server's end of the process that starts workers
    starter                that process: it has all modules in memory and forks a worker in milliseconds
    worker                 what a worker does
    answering, counting    a query's answer as bytes, and how many rows they hold
    bounds                 what a process may not exceed, set by itself
    frames, task           what is said between server and worker

What is below `starting` runs in the small processes, and imports neither a server nor a web library.
"""
