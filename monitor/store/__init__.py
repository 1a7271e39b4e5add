"""The store: every query has a name that is the question it answers. The only place that speaks SQL."""

from monitor.store.base import utc
from monitor.store.copies import CopyQueries
from monitor.store.desk import ORDERS, VIEWS, DeskQueries, QueueFilter
from monitor.store.documents import DocumentQueries
from monitor.store.feeds import FeedQueries
from monitor.store.imports import ImportQueries
from monitor.store.incoming import IncomingQueries
from monitor.store.knowledge import KnowledgeQueries
from monitor.store.learning import LearningQueries
from monitor.store.machine import MachineQueries
from monitor.store.people import PeopleQueries
from monitor.store.proposals import ProposalQueries
from monitor.store.speakers import SpeakerQueries
from monitor.store.weeks import WeekQueries

__all__ = ["ORDERS", "VIEWS", "QueueFilter", "Store", "utc"]


class Store(
    IncomingQueries,
    DocumentQueries,
    ImportQueries,
    FeedQueries,
    CopyQueries,
    SpeakerQueries,
    MachineQueries,
    ProposalQueries,
    LearningQueries,
    KnowledgeQueries,
    PeopleQueries,
    DeskQueries,
    WeekQueries,
):
    """One open database. ``Store.create`` makes the file, ``Store.open`` opens it."""
