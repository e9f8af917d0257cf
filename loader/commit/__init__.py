"""Writing: a load or a retraction becomes a new version, or nothing at all.

loading     a load: all in memory, where it fits
large       a load that does not: part by part
retracting  what is taken back
updating    SPARQL updates, and whole graphs
writing     what all of them come to, as a version
"""

from loader.commit.loading import load
from loader.commit.retracting import retract_dataset, retract_source
from loader.commit.updating import delete_graph, put_graph, update
from loader.commit.writing import Outcome

__all__ = ["Outcome", "delete_graph", "load", "put_graph", "retract_dataset", "retract_source", "update"]
