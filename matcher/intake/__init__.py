"""Files to city profiles: read, check everything at once, infer by stated rules.

files -> raw cities -> every problem, or CityProfile -> inferred needs -> Profiles
"""

from matcher.intake.completeness import Completeness, completeness
from matcher.intake.models import CityProfile, Indicator, Item, ProgrammeLink, Source
from matcher.intake.profiles import Profiles
from matcher.intake.read import read_profiles
from matcher.intake.resolve import AliasTable
from matcher.intake.vocabulary import Theme, ThemeGroup, Vocabulary

__all__ = [
    "AliasTable",
    "CityProfile",
    "Completeness",
    "Indicator",
    "Item",
    "Profiles",
    "ProgrammeLink",
    "Source",
    "Theme",
    "ThemeGroup",
    "Vocabulary",
    "completeness",
    "read_profiles",
]
