"""Large loads: the same stages a part at a time, on several cores, so that memory stays flat.

All claims about one thing make its records, and nothing else does. So a load is cut into parts by what its
claims are about; each part is resolved, derived, judged and written by itself, and what the parts come to is
added up. What reaches across parts is known before they are cut: who is called how, who is one with whom, and
which sources are complete.

So a user's shapes must not look across parts either. Shapes that look further than a thing and what kind its
neighbours are, or of which nobody can say how far they look, since only pySHACL can judge them, have a load
taken as a whole, in memory. So have actors who become one with others, or cease to be, while the store holds
claims about them. Whoever watches the progress of the load is told.

passes     the whole of it, as the parent process sees it
poured     what the parts add up to, and where they are written
ahead      what is known before the parts are cut
shares     second pass: facts become claims, sorted by part
spill      the claims of a part, in files, between that pass and the next
standing   where those claims stand that are stated as before
leaving    what is stated no more
driving    third pass: a thread for each worker, while one part is derived another is written
work       the same as a worker sees it
parts      one part's change, as Turtle, judged
judging    the gate over many parts, and the places of what it finds
processes  the worker processes, and what is said between them and the parent
"""

from loader.bulk.passes import pour
from loader.bulk.poured import Poured, Sink

__all__ = ["Poured", "Sink", "pour"]
