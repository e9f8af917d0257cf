"""The SPARQL endpoint and the pages over HTTP; it only reads, and on this machine, unless told otherwise.

Each room relies on those below it only:

    server, running,   a port, the loop that answers on it, a connection, how it ends
    connections
    crowd              all connections: how many, for how long, and the last words on one
    app, wire          addresses to handlers, HTTP in and out
    around             what stands around the application: how often is asked, what became of it, repeats
    descriptions       what the server says of itself to programs: service, VoID, OpenAPI
    addresses          one family of addresses each: /sparql, /store, /facts, /queries, /id, the front page
    pages              what pages show: records, claims, tables, forms, names, links
    site               what every address shares
    writer             a write, in a process of its own
    answers            from a query to the bytes of its answer: which version, who waits, what is kept
    workers            the processes that evaluate queries
    access             who may write, and under which name the server is asked
    exchange           HTTP as requests and replies: formats, refusals, what is known already
    network            what a query may not do; the only way to other servers, and what shuts every other one
    settings, client,  what the server may do, who asks, and how writing is allowed
    token_file
"""
