"""A small network over two views of a text at once, trained together (Cheng et al. 2016, arXiv:1606.07792).

The wide part is one weight per word, character group and label; the deep part is a hidden layer over the sentence vector
and the readable cues. While it learns, one in five words is hidden at random, so that it leans on no single one; that
is what lifts it above a logistic regression on the same features. Trained with torch, used with numpy alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

_HIDDEN, _BATCH, _RATE = 128, 64, 3e-3
_WORDS_HIDDEN, _INPUT_HIDDEN, _LAYER_HIDDEN = 0.2, 0.2, 0.4
#: Enough steps to settle on a few hundred rows, and no more than it takes on many thousands.
_STEPS = (600, 1500)
_EPOCHS = (4, 60)


def train(wide: sparse.csr_matrix, deep: Floats, truth: NDArray[np.bool_], seed: int) -> Arrays:
    """Weights for ``truth`` of shape (n, labels). The same rows and seed give the same weights on the same machine."""
    import torch
    from torch import nn

    # Its own source of chance: training must not disturb, nor be disturbed by, anybody else's.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        bag = nn.EmbeddingBag(wide.shape[1], truth.shape[1], mode="sum")
        nn.init.zeros_(bag.weight)
        first, last = nn.Linear(deep.shape[1], _HIDDEN), nn.Linear(_HIDDEN, truth.shape[1])
        network = nn.Sequential(nn.Dropout(_INPUT_HIDDEN), first, nn.ReLU(), nn.Dropout(_LAYER_HIDDEN), last)
        _optimise(bag, network, wide, torch.from_numpy(deep), torch.from_numpy(truth.astype(np.float32)), seed)
    tensors = {"wide": bag.weight, "in": first.weight, "in_bias": first.bias, "out": last.weight, "out_bias": last.bias}
    return {name: tensor.detach().numpy().astype(np.float16) for name, tensor in tensors.items()}


def probabilities(weights: Arrays, wide: sparse.csr_matrix, deep: Floats) -> NDArray[np.float64]:
    """Probability of each label, shape (n, labels)."""
    one = {name: array.astype(np.float32) for name, array in weights.items()}
    hidden = np.maximum(deep @ one["in"].T + one["in_bias"], 0)
    logits = hidden @ one["out"].T + one["out_bias"] + wide @ one["wide"]
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64))))


def _optimise(bag: Any, network: Any, wide: sparse.csr_matrix, deep: Any, truth: Any, seed: int) -> None:
    import torch

    batches = -(-len(truth) // _BATCH)
    epochs = int(np.clip(np.clip(25 * batches, *_STEPS) // batches, *_EPOCHS))
    optimiser = torch.optim.AdamW(
        [
            {"params": network.parameters(), "lr": _RATE, "weight_decay": 1e-2},
            {"params": bag.parameters(), "lr": 3 * _RATE, "weight_decay": 1e-4},
        ]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=[_RATE, 3 * _RATE], total_steps=epochs * batches)
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        order = random.permutation(len(truth))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            chosen = wide[rows]
            values = torch.from_numpy(chosen.data.astype(np.float32))
            kept = (torch.rand(values.shape) > _WORDS_HIDDEN).float() / (1 - _WORDS_HIDDEN)
            ids, offsets = (torch.from_numpy(part.astype(np.int64)) for part in (chosen.indices, chosen.indptr[:-1]))
            logits = network(deep[rows]) + bag(ids, offsets, per_sample_weights=values * kept)
            optimiser.zero_grad()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth[rows])
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
