"""What traders read: topics, occasions, offices and rounds."""

from .events import EventIndexPage, EventPage
from .occasions import OccasionIndexPage, OccasionPage, OccasionStep
from .offices import OfficeIndexPage, OfficePage
from .seeds import SeedRecord
from .topics import TopicIndexPage, TopicPage, TopicRelation, TopicSection
from .words import EverydayWord

__all__ = [
    "EventIndexPage",
    "EventPage",
    "EverydayWord",
    "OccasionIndexPage",
    "OccasionPage",
    "OccasionStep",
    "OfficeIndexPage",
    "OfficePage",
    "SeedRecord",
    "TopicIndexPage",
    "TopicPage",
    "TopicRelation",
    "TopicSection",
]
