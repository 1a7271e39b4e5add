"""A cross-encoder reads query and claim together: slower by far than vectors, and often nearer to the truth."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from classifiers.embed import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Floats = NDArray[np.float64]


class CrossRanker(BaseEstimator):  # type: ignore[misc]
    """Puts the best ``depth`` candidates of a query in a new order, by a sentence-transformers cross-encoder.

    ``model`` is a folder, or a name that the local cache holds: nothing is downloaded. The model must give one score per
    pair, as rerankers do. Its scores and the ranker's count alike, each taken as standard deviations within the query,
    because a model of another domain reads numbers and names worse than the ranker does.
    """

    def __init__(self, model: str, depth: int = 30, batch_size: int = 32, device: str = "cpu"):
        self.model = model
        self.depth = depth
        self.batch_size = batch_size
        self.device = device

    def fit(self, X: object = None, y: object = None) -> Self:  # noqa: N803
        """Load the weights. Raises ModelError where they are missing, not readable, or no reranker's."""
        if not hasattr(self, "model_"):
            self.model_ = _load(self.model, self.device)
        return self

    def predict(self, query: str, texts: Sequence[str]) -> Floats:
        """The model's raw score of each text for the query, shape (n,)."""
        import torch

        self.fit()
        if not texts:
            return np.zeros(0)
        scores = self.model_.predict(
            [(query, text) for text in texts],
            batch_size=self.batch_size,
            show_progress_bar=False,
            activation_fn=torch.nn.Identity(),
            convert_to_numpy=True,
        )
        found = np.asarray(scores, dtype=np.float64)
        if not np.isfinite(found).all():
            raise ModelError(f"reranker {self.model!r} gives scores that are no numbers; its weights are broken")
        return found

    def reorder(self, query: str, texts: Sequence[str], scores: Floats) -> tuple[NDArray[np.int64], Floats]:
        """(order, scores): texts with the ranker's scores, shape (n,), in their new order, and scores that fall along it.

        ``scores`` keep the places of ``texts``; what lies below ``depth`` keeps its order, behind the others.
        """
        order = np.argsort(-scores, kind="stable")
        top, rest = order[: self.depth], order[self.depth :]
        fresh = scores.astype(np.float64, copy=True)
        fresh[top] = _standard(scores[top]) + _standard(self.predict(query, [texts[place] for place in top]))
        if len(rest):
            fresh[rest] += fresh[top].min() - 1 - scores[rest].max()
        return np.argsort(-fresh, kind="stable"), fresh


def _standard(values: Floats) -> Floats:
    spread = values.std() if len(values) else 0.0
    return np.asarray((values - values.mean()) / spread if spread > 0 else np.zeros(len(values)))


def _load(model: str, device: str) -> CrossEncoder:
    # As with sentence vectors: a question to a hub would tell others what a newsroom works on.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    looks_like_a_folder = os.sep in model or model.startswith(".")
    if looks_like_a_folder and not (Path(model) / "config.json").is_file():
        raise ModelError(f"{model}: no cross-encoder there (no config.json); name its folder in the settings under reranker")
    try:
        loaded: CrossEncoder = CrossEncoder(model, device=device, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"reranker {model!r} cannot be loaded ({first}); name a cross-encoder's folder in the settings"
        ) from error
    if loaded.num_labels != 1:
        raise ModelError(f"reranker {model!r} gives {loaded.num_labels} scores per pair; a reranker gives one")
    return loaded
