"""From files to claims: facts are read, references resolved, and all problems collected with their places.

reading     the first pass: what the files hold, and who is called how
spool       the facts in between
resolving   one fact becomes a claim, or all that is unknown in it is told
quick       the same, where nothing is
taking      all of them, where they fit in memory
"""

from loader.intake.reading import Reader, Survey, dataset_name, datasets_of, survey
from loader.intake.resolving import RULES, resolved
from loader.intake.spool import LARGE, Spool
from loader.intake.taking import Intake, all_claims, scopes_of, take_in

__all__ = [
    "LARGE",
    "RULES",
    "Intake",
    "Reader",
    "Spool",
    "Survey",
    "all_claims",
    "dataset_name",
    "datasets_of",
    "resolved",
    "scopes_of",
    "survey",
    "take_in",
]
