"""A small network over two views of a text at once, trained together (Cheng et al. 2016, arXiv:1606.07792).

The wide part is one weight per word, character group and label; the deep part is a hidden layer over the sentence vector
and whatever else is known. While it learns, one in five words is hidden at random, so that it leans on no single one; that
is what lifts it above a logistic regression on the same features. Trained with torch, used with numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Arrays = dict[str, NDArray[Any]]

_WORDS_HIDDEN = 0.2


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a network is built and trained.

    ``exclusive``: a text has one label, so that labels compete (softmax) instead of each being asked for itself.
    """

    exclusive: bool = False
    hidden: int = 128
    batch: int = 64
    rate: float = 3e-3
    decay: float = 1e-2
    input_hidden: float = 0.2
    layer_hidden: float = 0.4
    #: Enough steps to settle on a few hundred rows, and no more than it takes on many thousands.
    steps: tuple[int, int] = (600, 1500)
    epochs: tuple[int, int] = (4, 60)

    def rounds(self, batches: int) -> int:
        """How many times to go through all rows."""
        return int(np.clip(np.clip(25 * batches, *self.steps) // batches, *self.epochs))


def train(wide: sparse.csr_matrix, deep: Floats, truth: NDArray[np.bool_], seed: int, recipe: Recipe | None = None) -> Arrays:
    """Weights for ``truth`` of shape (n, labels). The same rows and seed give the same weights on the same machine."""
    import torch
    from torch import nn

    recipe = recipe or Recipe()
    # Its own source of chance: training must not disturb, nor be disturbed by, anybody else's.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        bag = nn.EmbeddingBag(wide.shape[1], truth.shape[1], mode="sum")
        nn.init.zeros_(bag.weight)
        first, last = nn.Linear(deep.shape[1], recipe.hidden), nn.Linear(recipe.hidden, truth.shape[1])
        network = nn.Sequential(nn.Dropout(recipe.input_hidden), first, nn.ReLU(), nn.Dropout(recipe.layer_hidden), last)
        _optimise(bag, network, wide, torch.from_numpy(deep), torch.from_numpy(truth.astype(np.float32)), seed, recipe)
    tensors = {"wide": bag.weight, "in": first.weight, "in_bias": first.bias, "out": last.weight, "out_bias": last.bias}
    return {name: tensor.detach().numpy().astype(np.float16) for name, tensor in tensors.items()}


def logits(weights: Arrays, wide: sparse.csr_matrix, deep: Floats) -> NDArray[np.float64]:
    """What the network gives each label before it becomes a probability, shape (n, labels)."""
    one = {name: array.astype(np.float32) for name, array in weights.items()}
    hidden = np.maximum(deep @ one["in"].T + one["in_bias"], 0)
    return np.asarray(hidden @ one["out"].T + one["out_bias"] + wide @ one["wide"], dtype=np.float64)


def probabilities(weights: Arrays, wide: sparse.csr_matrix, deep: Floats) -> NDArray[np.float64]:
    """Probability of each label for itself, shape (n, labels)."""
    return np.asarray(1 / (1 + np.exp(-logits(weights, wide, deep))))


def _optimise(bag: Any, network: Any, wide: sparse.csr_matrix, deep: Any, truth: Any, seed: int, recipe: Recipe) -> None:
    import torch

    batches = -(-len(truth) // recipe.batch)
    epochs = recipe.rounds(batches)
    optimiser = torch.optim.AdamW(
        [
            {"params": network.parameters(), "lr": recipe.rate, "weight_decay": recipe.decay},
            {"params": bag.parameters(), "lr": 3 * recipe.rate, "weight_decay": 1e-4},
        ]
    )
    rates = [recipe.rate, 3 * recipe.rate]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=rates, total_steps=epochs * batches)
    random = np.random.default_rng(seed)
    for _ in range(epochs):
        order = random.permutation(len(truth))
        for start in range(0, len(order), recipe.batch):
            rows = order[start : start + recipe.batch]
            chosen = wide[rows]
            values = torch.from_numpy(chosen.data.astype(np.float32))
            kept = (torch.rand(values.shape) > _WORDS_HIDDEN).float() / (1 - _WORDS_HIDDEN)
            ids, offsets = (torch.from_numpy(part.astype(np.int64)) for part in (chosen.indices, chosen.indptr[:-1]))
            found = network(deep[rows]) + bag(ids, offsets, per_sample_weights=values * kept)
            optimiser.zero_grad()
            loss = _loss(found, truth[rows], recipe.exclusive)
            loss.backward()
            optimiser.step()
            schedule.step()


def _loss(found: Any, truth: Any, exclusive: bool) -> Any:
    from torch.nn import functional

    if exclusive:
        # A tenth of the truth is spread over all labels (Szegedy et al. 2016): what is unlike all of them then stays unsure.
        return functional.cross_entropy(found, truth / truth.sum(dim=1, keepdim=True), label_smoothing=0.1)
    return functional.binary_cross_entropy_with_logits(found, truth)
