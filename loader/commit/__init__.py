"""Writing: a load or a retraction becomes a new version, or nothing at all.

loading     a load: all in memory, where it fits
large       a load that does not: part by part
retracting  what is taken back
updating    SPARQL updates, and whole graphs; imported from there, for a load needs nothing of it
settling    what these come to, judged as a load of the same
writing     what all of them come to, as a version
"""

from loader.commit.loading import load
from loader.commit.retracting import retract_dataset, retract_source
from loader.commit.writing import Outcome

__all__ = ["Outcome", "load", "retract_dataset", "retract_source"]
