"""The SPARQL endpoint and the pages over HTTP; read-only, and on the loopback address unless told otherwise.

Each module relies on those below it only:

    server                     a port, and the process that answers on it
    app, wire                  addresses to handlers, HTTP in and out (all that knows Starlette)
    protocol, graph_store,     one family of addresses each: /sparql, /store,
    writing, saved, things,    /facts, /queries, /id,
    front, openapi, void       the front page, and what programs are told of the server and its data
    thing_view, sections,      what pages show: records, claims, answers as tables, forms
    claims_view, tables,
    forms, view
    titles, subjects, wording, what things are called, what a graph says of one, and where links may lead
    links, evidence_column
    evaluate, kept             a query's answer as bytes: from memory, or from a worker
    workers/                   the processes that evaluate, each with a deadline and a ceiling
    streaming, outflow,        an answer on its way, as fast as the client reads and as long as it is there
    presence
    writer                     a write, in a process of its own
    relay, remote, allowed     the only way to other servers, and to which
    guard, federated           what a query may not do, decided before the engine sees it
    confined, landlock,        what a process gives up before it reads what strangers wrote
    seccomp
    snapshots                  which version of the store is asked
    access                     who may write, and under which name the server is asked
    operation, posting,        HTTP and the protocol: what is asked for, in which format, and what is known
    negotiate, caching,
    formats, exchange, refusals
"""
