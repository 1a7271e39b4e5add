"""A cross-encoder reads query and claim together."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from classifiers.cross import CrossRanker
from classifiers.embed import ModelError
from classifiers.rank import ClaimRanker

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "tanks", "stand", "harvest", "is", "good", "at", "the", "border"]
CLAIMS = ["the harvest is good", "tanks stand at the border", "the border is good", "harvest at the border"]


def made(folder: Path, labels: int = 1) -> Path:
    """A cross-encoder of a few words and one layer, its weights drawn by chance."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    bert = folder / f"bert{labels}"
    bert.mkdir()
    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    config = BertConfig(vocab_size=len(WORDS), num_labels=labels, initializer_range=0.3, **shape)
    BertForSequenceClassification(config).save_pretrained(bert)
    BertTokenizerFast(vocab={word: place for place, word in enumerate(WORDS)}).save_pretrained(bert)
    CrossEncoder(str(bert), device="cpu").save_pretrained(str(folder / f"cross{labels}"))
    return folder / f"cross{labels}"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("models"))


def test_the_score_of_a_pair_depends_on_both_texts_and_not_on_its_company(tiny: Path) -> None:
    cross = CrossRanker(str(tiny))
    scores = cross.predict("tanks at the border", CLAIMS)
    assert scores.shape == (4,) and len(set(np.round(scores, 4))) == 4
    assert scores.min() < 0 or scores.max() > 1, "raw scores are not squeezed into 0 to 1"
    assert np.allclose(cross.predict("tanks at the border", CLAIMS[::-1])[::-1], scores, atol=1e-4)
    assert not np.allclose(cross.predict("good", CLAIMS), scores, atol=1e-2)
    assert cross.predict("good", []).shape == (0,)


def test_both_scores_count_alike_and_what_is_below_the_depth_stays_behind(tiny: Path) -> None:
    cross = CrossRanker(str(tiny), depth=3)
    scores = np.array([3.0, 2.0, 1.0, 0.5])
    order, fresh = cross.reorder("good tanks", CLAIMS, scores)
    read = cross.predict("good tanks", CLAIMS[:3])
    expected = (scores[:3] - 2) / scores[:3].std() + (read - read.mean()) / read.std()
    assert np.allclose(fresh[:3], expected, atol=1e-4)
    assert order.tolist() == [*np.argsort(-expected, kind="stable"), 3]
    assert (np.diff(fresh[order]) <= 0).all()


def test_the_ranker_asks_it_about_its_best_candidates(tiny: Path) -> None:
    vectors = np.eye(4, 8, dtype=np.float32)
    alone = ClaimRanker().fit(CLAIMS, vectors)
    # So sure of itself is no ranker: all weights nought leave the order to the cross-encoder.
    cross = CrossRanker(str(tiny))
    both = ClaimRanker(cross=cross).fit(CLAIMS, vectors)
    for weights in both.weights_.values():
        weights.order[:] = 0
    ranked = both.rank("tanks at the border", vectors[0], 4)
    read = cross.predict("tanks at the border", CLAIMS)
    assert [row for row, _ in ranked] == np.argsort(-read, kind="stable").tolist()
    assert [row for row, _ in ranked] != [row for row, _ in alone.rank("tanks at the border", vectors[0], 4)]


def test_a_missing_or_broken_folder_is_one_clear_line(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no cross-encoder there") as refused:
        CrossRanker(str(tmp_path / "gone")).fit()
    assert "\n" not in str(refused.value)
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    (copy / "model.safetensors").write_bytes((copy / "model.safetensors").read_bytes()[:100])
    with pytest.raises(ModelError, match="cannot be loaded") as refused:
        CrossRanker(str(copy)).fit()
    assert "\n" not in str(refused.value)


def test_a_name_that_is_not_in_the_cache_is_refused_and_not_fetched() -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        CrossRanker("nobody.example-reranker").fit()


def test_a_model_with_several_scores_per_pair_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gives 3 scores per pair"):
        CrossRanker(str(made(tmp_path, labels=3))).fit()


def test_scores_that_are_no_numbers_are_refused(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cross = CrossRanker(str(tiny)).fit()
    monkeypatch.setattr(cross.model_, "predict", lambda pairs, **_: np.full(len(pairs), np.nan))
    with pytest.raises(ModelError, match="no numbers"):
        cross.predict("good", CLAIMS)


def test_making_one_loads_nothing() -> None:
    assert not hasattr(clone(CrossRanker("m", depth=5)), "model_") and clone(CrossRanker("m", depth=5)).depth == 5
