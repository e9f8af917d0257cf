"""Which actors may be the same: proposals with reasons for a person to decide, and the decisions as facts.

::

    reading          graph -> profiles of its actors, and what is decided in it already
    transliteration  any script -> Latin letters
    words            words that tell little: legal forms, titles, what many are called
    word spelling    a name -> its words, and the keys under which names that may be alike meet
    likeness         how alike two names are
    profile          all that is compared of an actor
    reasons          why, and the score       name_reasons evidence  two profiles -> reasons
    blocking         which profiles are compared at all
    proposals        profiles -> the pairs worth asking about
    decisions        what was decided, read and written
    dialogue         asking a person          telling   proposals and figures in words and as JSON
    figures          precision and recall where the truth is known

Nothing is trained and nothing is merged here. A score depends on the two actors alone, so that it means the
same in every store; what else is in the store only decides which pairs are looked at.
"""

from loader.reconcile.decisions import Decided, Decider, decisions_of
from loader.reconcile.dialogue import Tally, accept, ask
from loader.reconcile.figures import Figures, Row, Truth, measure, truth_of
from loader.reconcile.profile import Profile, of_fact, profile
from loader.reconcile.proposals import THRESHOLD, Proposal, compare, kept, propose
from loader.reconcile.reading import Registry, read
from loader.reconcile.telling import described, figures_as_json, figures_in_words, proposal_as_json

__all__ = [
    "THRESHOLD",
    "Decided",
    "Decider",
    "Figures",
    "Profile",
    "Proposal",
    "Registry",
    "Row",
    "Tally",
    "Truth",
    "accept",
    "ask",
    "compare",
    "decisions_of",
    "described",
    "figures_as_json",
    "figures_in_words",
    "kept",
    "measure",
    "of_fact",
    "profile",
    "proposal_as_json",
    "propose",
    "read",
    "truth_of",
]
