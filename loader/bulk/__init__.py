"""Large loads: the same stages a part at a time, on several cores, so that memory stays flat.

All claims about one thing make its records, and nothing else does. So a load is cut into parts by what its
claims are about; each part is resolved, derived, judged and written by itself, and what the parts come to is
added up. What reaches across parts is known before they are cut: who is called how, who is one with whom, and
which sources are complete.

pour       the whole of it, as the parent process sees it
ahead      what is known before the parts are cut
shares     second pass: facts become claims, sorted by part
spill      the claims of a part, in files, between that pass and the next
parts      third pass: one part's change, as N-Triples, judged
judging    the gate over many parts, and the places of what it finds
processes  the worker processes, and what is said between them and the parent
"""

from loader.bulk.pour import Poured, Sink, pour

__all__ = ["Poured", "Sink", "pour"]
