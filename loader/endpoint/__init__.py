"""The SPARQL endpoint and the pages over HTTP; it only reads, and on this machine, unless told otherwise.

Each room relies on those below it only:

    server, running,   a port, the loop that answers on it, connections, how it ends
    connections
    around             what stands around the application: who asks, how often, what became of it
    app, wire          addresses to handlers, HTTP in and out (with `around`, all that knows Starlette)
    addresses          one family of addresses each: /sparql, /store, /facts, /queries, /id, the front page
    descriptions       what the server says of itself to programs: service, VoID, OpenAPI
    pages              what pages show: records, claims, tables, forms, names, links
    writer             a write, in a process of its own
    answers            from a query to the bytes of its answer: guard, version, evaluation, what is kept
    workers            the processes that evaluate queries
    network            the only way to other servers, and what keeps every other one shut
    exchange           HTTP as requests and replies: formats, refusals, what is known already
    access, token_file who may write, and under which name the server is asked
    settings, site     what the server may do, and what every address shares
"""
