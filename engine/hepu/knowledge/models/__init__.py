"""What knowledge files may say: one frozen model for each kind of entry.

Every file under ``knowledge/`` is a mapping from an id to an entry of one of these models; rules name ids only.
"""

from hepu.knowledge.models.advising import CRITERIA, Lever, Link, Priority, Stage
from hepu.knowledge.models.base import Basis, Entry, Id, Opinion, Review, SourceId
from hepu.knowledge.models.conclusions import Cause, Challenge, ConclusionEntry, Opportunity, Problem, Strength
from hepu.knowledge.models.indicators import (
    Derived,
    Indicator,
    Parameter,
    ParameterValue,
    Sign,
    Standard,
    Table,
    TableRow,
)
from hepu.knowledge.models.places import College, Membership, OtherPlace, Province, Town
from hepu.knowledge.models.policies import Policy, PolicyClause
from hepu.knowledge.models.strategies import (
    ACTORS,
    ROLES,
    Actor,
    Approval,
    Cost,
    Horizon,
    Moves,
    Request,
    RoleText,
    Strategy,
)
from hepu.knowledge.models.works import Author, Figure, Framework, PersonName, Source, Theory

__all__ = [
    "ACTORS",
    "CRITERIA",
    "ROLES",
    "Actor",
    "Approval",
    "Author",
    "Basis",
    "Cause",
    "Challenge",
    "College",
    "ConclusionEntry",
    "Cost",
    "Derived",
    "Entry",
    "Figure",
    "Framework",
    "Horizon",
    "Id",
    "Indicator",
    "Lever",
    "Link",
    "Membership",
    "Moves",
    "Opinion",
    "Opportunity",
    "OtherPlace",
    "Parameter",
    "ParameterValue",
    "PersonName",
    "Policy",
    "PolicyClause",
    "Priority",
    "Problem",
    "Province",
    "Request",
    "Review",
    "RoleText",
    "Sign",
    "Source",
    "SourceId",
    "Stage",
    "Standard",
    "Strategy",
    "Strength",
    "Table",
    "TableRow",
    "Theory",
    "Town",
]
