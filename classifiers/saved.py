"""Models on disk: numbers as safetensors, the rest as JSON, and a manifest of hashes that is checked before either is read.

Never pickle: a model folder may have passed through many hands.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load as load_tensors
from safetensors.numpy import save as save_tensors

from classifiers.embed import ModelError

_NUMBERS, _WORDS, _CARD, _MANIFEST = "model.safetensors", "model.json", "CARD.md", "manifest.json"
FORMAT = 1


def save(folder: Path, arrays: dict[str, NDArray[Any]], words: dict[str, Any], card: str) -> str:
    """Write a model beside the present one and put it in its place at once. Returns its version, a hash of its content."""
    contents = {
        _NUMBERS: save_tensors({name: np.ascontiguousarray(array) for name, array in arrays.items()}),
        _WORDS: json.dumps(words, ensure_ascii=False, sort_keys=True).encode(),
        _CARD: card.encode(),
    }
    files = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    version = _version(files)
    contents[_MANIFEST] = json.dumps({"format": FORMAT, "version": version, "files": files}, indent=1).encode()
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    fresh.chmod(0o755)
    try:
        for name, content in contents.items():
            (fresh / name).write_bytes(content)
        if folder.exists():
            old = fresh.with_name(fresh.name + "-old")
            folder.rename(old)
            try:
                fresh.rename(folder)
            except OSError:
                old.rename(folder)
                raise
            shutil.rmtree(old)
        else:
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return version


def _version(files: dict[str, str]) -> str:
    return hashlib.sha256((files[_NUMBERS] + files[_WORDS]).encode()).hexdigest()[:12]


def load(folder: Path, made_by: str = "flagger train") -> tuple[str, dict[str, NDArray[Any]], dict[str, Any]]:
    """(version, arrays, words) of a saved model. Raises ModelError where anything is missing or altered.

    ``made_by`` is the command that makes it anew.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_bytes())
        files, version, known = dict(manifest["files"]), manifest["version"], manifest["format"]
    except FileNotFoundError:
        raise ModelError(f"{folder}: there is no model here; make one with: counterclaim {made_by}") from None
    except (ValueError, KeyError, TypeError):
        raise ModelError(f"{folder}: the manifest is damaged; make the model again with: counterclaim {made_by}") from None
    if known != FORMAT:
        raise ModelError(f"{folder}: of format {known}, not {FORMAT}; make it again with: counterclaim {made_by}")
    contents = {name: _checked(folder / name, files, made_by) for name in (_NUMBERS, _WORDS, _CARD)}
    if version != _version(files):
        raise ModelError(f"{folder}: the manifest is damaged; make the model again with: counterclaim {made_by}")
    try:
        return version, load_tensors(contents[_NUMBERS]), json.loads(contents[_WORDS])
    except (SafetensorError, ValueError):
        raise ModelError(f"{folder}: not readable as a model; make it again with: counterclaim {made_by}") from None


def card(folder: Path, made_by: str = "flagger train") -> str:
    """The model's card, as written when it was trained."""
    path = folder / _CARD
    if not path.is_file():
        raise ModelError(f"{folder}: there is no model here; make one with: counterclaim {made_by}")
    return path.read_text(encoding="utf-8")


def _checked(path: Path, files: dict[str, str], made_by: str) -> bytes:
    """The file's bytes, only if they are those the manifest names: nothing altered is ever parsed."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"{path}: missing from the model; make it again with: counterclaim {made_by}") from None
    if hashlib.sha256(content).hexdigest() != files.get(path.name):
        raise ModelError(f"{path}: not the file that was saved (its hash differs); the model is refused")
    return content
