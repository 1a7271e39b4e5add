"""Measuring the product's own methods on a newsroom's own rows. Reads files, writes nothing."""

from monitor.evaluation.clusters import evaluate_clusters
from monitor.evaluation.flags import evaluate_flags, evaluate_present_flagger
from monitor.evaluation.matching import evaluate_matching
from monitor.evaluation.retrieval import evaluate_retrieval

__all__ = ["evaluate_clusters", "evaluate_flags", "evaluate_matching", "evaluate_present_flagger", "evaluate_retrieval"]
