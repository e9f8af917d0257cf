"""One family of addresses each: /sparql, /store, /facts, /queries, /id, and the front page."""
