"""From files to claims: facts are read, references resolved, and all problems collected with their places.

reading     the first pass: what the files hold, and who is called how
spool       the facts in between
resolving   one fact becomes a claim
taking      all of them, where they fit in memory
"""

from loader.intake.reading import Reader, Survey, dataset_name, survey
from loader.intake.resolving import RULES, Resolver
from loader.intake.spool import Spool
from loader.intake.taking import Intake, all_claims, scopes_of, take_in

__all__ = [
    "RULES",
    "Intake",
    "Reader",
    "Resolver",
    "Spool",
    "Survey",
    "all_claims",
    "dataset_name",
    "scopes_of",
    "survey",
    "take_in",
]
