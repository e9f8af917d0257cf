"""What stands around the application: who asks, how often and how much, and what became of it.

    connection   loader/endpoint/connections.py and crowd: heads, pauses, how many (uvicorn)
      v
    passage      names the request, lets it in or not, writes it down
      v
    bodies       no more bytes than are allowed, unpacked on the way
      v
    application  loader/endpoint/app.py

Nothing here holds a body: an answer passes chunk by chunk, as it is sent.
"""
