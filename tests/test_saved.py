"""Models on disk: what is not exactly what was saved is refused before it is read."""

import os
import pickle
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from classifiers import saved
from classifiers.embed import ModelError

ARRAYS = {"coef": np.arange(6, dtype=np.float32).reshape(2, 3), "turned": np.arange(6.0).reshape(2, 3).T}
WORDS = {"labels": ["threat", "угроза"], "C": 10.0}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    saved.save(tmp_path / "share" / "flagger", ARRAYS, WORDS, "# A card")
    return tmp_path / "share" / "flagger"


def test_what_was_saved_comes_back(folder: Path) -> None:
    version, arrays, words = saved.load(folder)
    assert words == WORDS and set(arrays) == set(ARRAYS) and len(version) == 12
    for name, array in ARRAYS.items():
        assert np.array_equal(arrays[name], array) and arrays[name].dtype == array.dtype
    assert saved.card(folder) == "# A card"
    assert sorted(path.name for path in folder.iterdir()) == ["CARD.md", "manifest.json", "model.json", "model.safetensors"]


def test_the_version_is_that_of_the_content(folder: Path) -> None:
    first = saved.load(folder)[0]
    assert saved.save(folder, ARRAYS, WORDS, "# Another card") == first
    assert saved.save(folder, ARRAYS, WORDS | {"C": 1.0}, "# A card") != first
    assert [path.name for path in folder.parent.iterdir()] == ["flagger"]  # nothing is left lying about


def test_every_flipped_bit_is_noticed(folder: Path) -> None:
    dice = random.Random(1)
    for name in ("model.safetensors", "model.json", "manifest.json", "CARD.md"):
        path, whole = folder / name, (folder / name).read_bytes()
        for _ in range(100):
            torn = bytearray(whole)
            torn[dice.randrange(len(torn))] ^= 1 << dice.randrange(8)
            path.write_bytes(torn)
            with pytest.raises(ModelError) as refused:
                saved.load(folder)
            assert "\n" not in str(refused.value)
        path.write_bytes(whole)
    saved.load(folder)


@pytest.mark.parametrize("name", ["model.safetensors", "model.json", "manifest.json"])
def test_a_missing_cut_or_empty_file_is_one_clear_line(folder: Path, name: str) -> None:
    whole = (folder / name).read_bytes()
    for content in (whole[:-1], b"", whole + b" x", None):
        (folder / name).unlink(missing_ok=True)
        if content is not None:
            (folder / name).write_bytes(content)
        with pytest.raises(ModelError, match="counterclaim flagger train|refused"):
            saved.load(folder)


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]",
        b"null",
        b"{}",
        b'{"files": null, "version": 1, "format": 1}',
        b'{"files": [], "version": "x", "format": 1}',
        b'{"files": {}, "version": "x", "format": 2}',
        b'{"files": {}, "version": "x", "format": 1}',
    ],
)
def test_a_manifest_of_another_shape_is_refused(folder: Path, manifest: bytes) -> None:
    (folder / "manifest.json").write_bytes(manifest)
    with pytest.raises(ModelError):
        saved.load(folder)


def test_a_file_of_another_model_is_refused(folder: Path, tmp_path: Path) -> None:
    saved.save(tmp_path / "other", {"coef": np.zeros((2, 3), np.float32)}, WORDS, "# A card")
    shutil.copy(tmp_path / "other" / "model.safetensors", folder / "model.safetensors")
    with pytest.raises(ModelError, match="refused"):
        saved.load(folder)


class Hostile:
    def __reduce__(self) -> tuple:
        return os.mkdir, (os.environ["HOSTILE"],)


def test_a_pickle_under_the_name_of_a_model_never_runs(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "it ran"
    monkeypatch.setenv("HOSTILE", str(target))
    (folder / "model.safetensors").write_bytes(pickle.dumps(Hostile()))
    with pytest.raises(ModelError):
        saved.load(folder)
    # Not even with a manifest that vouches for it.
    import hashlib
    import json

    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["model.safetensors"] = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    manifest["version"] = saved._version(manifest["files"])
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="not readable"):
        saved.load(folder)
    assert not target.exists()
    pickle.loads((folder / "model.safetensors").read_bytes())
    assert target.exists()  # it would have, had anything unpickled it


@pytest.mark.parametrize("failing", ["write_bytes", "rename"])
def test_an_interrupted_save_leaves_the_old_model(folder: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    real, calls = getattr(Path, failing), []

    def fail_the_second_time(self: Path, *given: object) -> object:
        calls.append(self)
        if len(calls) == 2:
            raise OSError("no room left")
        return real(self, *given)

    before = saved.load(folder)[0]
    with monkeypatch.context() as patched:
        patched.setattr(Path, failing, fail_the_second_time)
        with pytest.raises(OSError, match="no room"):
            saved.save(folder, {"coef": np.zeros(1)}, {}, "# New")
    assert saved.load(folder)[0] == before and saved.card(folder) == "# A card"
    assert [path.name for path in folder.parent.iterdir()] == ["flagger"]


def test_an_empty_place_says_how_to_make_a_model(tmp_path: Path) -> None:
    for call in (saved.load, saved.card):
        with pytest.raises(ModelError, match="counterclaim flagger train"):
            call(tmp_path / "gone")
