#!/usr/bin/env python3
"""What PyTorch, scikit-learn and NumPy take for what `darec bench` measures.

Optional: needs Python 3 with torch, scikit-learn, scipy and numpy; nothing in build or tests depends on it.

    python3 tests/DaRec.Benchmarks/peers.py --data DIR --json peers.json
    darec bench --data DIR --peers peers.json

Written from the formulas, with what these libraries bring. Leave variables that choose kernels (OPENBLAS_…) unset, so that every
library takes its own; the number of threads is set here. DIR holds trn.npz and tst.npz; without it a graph of Amazon-book's size is
made up.
"""
import argparse
import json
import os
import statistics
import time

WIDTH, PAIR_ROWS, MANY_ROWS, NEIGHBORHOOD_TEXT, TEXT = 32, 8192, 20332, 64, 384
BATCH, LAYERS, KEEP = 4096, 3, 0.8
LONG = 20  # seconds of a run from which three rounds have to do

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--data", metavar="DIR", help="folder with trn.npz and tst.npz (users × items, scipy.sparse.save_npz)")
parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
parser.add_argument("--rounds", type=int, default=7, help="timed runs of each, after one that is not; their median is told [7]")
parser.add_argument("--only", metavar="KEY,…", help="some of the keys that the table shows")
parser.add_argument("--json", metavar="FILE", help="for darec bench --peers")
options = parser.parse_args()
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = str(options.threads)  # read once, on import

import numpy as np  # noqa: E402
import scipy.sparse as sparse  # noqa: E402
import sklearn  # noqa: E402
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402

torch.set_num_threads(options.threads)
torch.manual_seed(1)
TORCH, SKLEARN, NUMPY = f"PyTorch {torch.__version__}", f"scikit-learn {sklearn.__version__}", f"NumPy {np.__version__}"


# Losses over all pairs ------------------------------------------------------------------------------------------------------------

def uniformity(rows):
    """log mean over pairs of exp(−2 ‖x − y‖²)"""
    points = F.normalize(rows)
    squares = 2 - 2 * points @ points.T
    n = len(rows)
    return ((torch.exp(-2 * squares).sum() - n) / (n * (n - 1))).log()


def uniformity_pdist(rows):
    """The same from the distances of pairs, as Wang and Isola have it."""
    return torch.pdist(F.normalize(rows)).pow(2).mul(-2).exp().mean().log()


def global_structure(a, b):
    """mean (A Aᵀ − B Bᵀ)²"""
    a, b = F.normalize(a), F.normalize(b)
    return (a @ a.T - b @ b.T).square().mean()


def neighborhood(rows, texts, temperature=0.1):
    """Mean divergence of each row's softmax over the others from that of its text."""
    self_pairs = torch.eye(len(rows), dtype=torch.bool)

    def logits(x):
        x = F.normalize(x)
        return (x @ x.T / temperature).masked_fill(self_pairs, -1e9)

    target = logits(texts - texts.mean(0)).softmax(1)
    return F.kl_div(logits(rows).log_softmax(1), target, reduction="batchmean")


def value_and_gradient(loss, *leaves):
    return lambda: torch.autograd.grad(loss(*leaves), leaves)


def leaf(rows, width):
    return torch.randn(rows, width, requires_grad=True)


# Data -----------------------------------------------------------------------------------------------------------------------------

def graph():
    if options.data:
        train, test = (sparse.load_npz(os.path.join(options.data, f"{part}.npz")).tocsr() for part in ("trn", "tst"))
    else:
        users, items, draws = 11000, 9332, 190000
        random = np.random.default_rng(2023)
        popularity = random.permutation(np.arange(1, items + 1) ** -0.6)
        counts = 5 + random.exponential(draws / users - 5, users).round().astype(int)
        rows = np.repeat(np.arange(users), counts)
        columns = random.choice(items, len(rows), p=popularity / popularity.sum())
        part = random.random(len(rows))
        train, test = (
            sparse.csr_matrix((np.ones(chosen.sum()), (rows[chosen], columns[chosen])), (users, items))
            for chosen in (part < 0.6, part > 0.8))
    for matrix in (train, test):
        matrix.sum_duplicates()
        matrix.data[:] = 1
        matrix.sort_indices()
    return train, test


def texts(rows, width):
    signal = torch.randn(rows, 16) @ torch.randn(16, width) / 4
    return F.normalize(signal + 0.5 * torch.randn(rows, width) + 0.7 * torch.randn(1, width))


# LightGCN, alone and with RLMRec's two ways to use texts --------------------------------------------------------------------------

class LightGcn:
    """Layers summed, entries of the graph kept with a probability, BPR, all parameters squared, Adam."""

    def __init__(self, train, kind=None):
        self.users, self.items = train.shape
        self.pairs = np.stack(train.nonzero())
        self.known = np.sort(self.pairs[0].astype(np.int64) * self.items + self.pairs[1])
        self.random = np.random.default_rng(2023)
        nodes = self.users + self.items
        degree = np.concatenate([np.diff(train.indptr), np.bincount(train.indices, minlength=self.items)])
        u, i = self.pairs[0], self.pairs[1] + self.users
        indices = np.stack([np.concatenate([u, i]), np.concatenate([i, u])])
        values = 1 / np.sqrt(degree[indices[0]] * degree[indices[1]])
        self.adjacency = torch.sparse_coo_tensor(indices, torch.tensor(values, dtype=torch.float32), (nodes, nodes)).coalesce()
        self.kind, self.layers = kind, 2 if kind == "gen" else LAYERS
        self.regularization = 1e-7 if kind else 1e-6
        self.ids = torch.nn.Parameter(torch.empty(nodes, WIDTH))
        torch.nn.init.xavier_uniform_(self.ids[:self.users].detach())
        torch.nn.init.xavier_uniform_(self.ids[self.users:].detach())
        self.parameters = [self.ids]
        if kind:
            self.texts = texts(nodes, TEXT)
            hidden = (TEXT + WIDTH) // 2
            widths = (TEXT, hidden, WIDTH) if kind == "con" else (WIDTH, hidden, TEXT)
            self.mlp = torch.nn.Sequential(
                torch.nn.Linear(*widths[:2]), torch.nn.LeakyReLU(), torch.nn.Linear(*widths[1:]))
            self.parameters += list(self.mlp.parameters())
        if kind == "gen":
            self.token = torch.nn.Parameter(torch.zeros(1, WIDTH))
            self.parameters.append(self.token)
        self.optimizer = torch.optim.Adam(self.parameters, lr=1e-3)

    def epoch(self):
        order = self.random.permutation(self.pairs.shape[1])
        for start in range(0, len(order), BATCH):
            users, positives = self.pairs[:, order[start:start + BATCH]].astype(np.int64)
            negatives = self.negatives(users)
            self.step(*(torch.from_numpy(part) for part in (users, positives, negatives)))

    def negatives(self, users):
        drawn = self.random.integers(self.items, size=len(users))
        wrong = np.arange(len(users))
        while len(wrong):
            keys = users[wrong] * self.items + drawn[wrong]
            at = np.minimum(np.searchsorted(self.known, keys), len(self.known) - 1)
            wrong = wrong[self.known[at] == keys]
            drawn[wrong] = self.random.integers(self.items, size=len(wrong))
        return drawn

    def step(self, users, positives, negatives):
        ids, masked = self.ids, None
        if self.kind == "gen":
            masked = torch.randperm(len(ids))[:int(0.15 * len(ids))]
            ids = ids.index_copy(0, masked, self.token.expand(len(masked), -1))
        embeddings = self.propagate(ids)
        u, p, n = embeddings[users], embeddings[self.users + positives], embeddings[self.users + negatives]
        loss = F.softplus(-(u * (p - n)).sum(1)).mean()
        loss = loss + self.regularization * sum(parameter.square().sum() for parameter in self.parameters)
        if self.kind == "con":
            made = self.mlp(self.texts)
            text_p, text_n = made[self.users + positives], made[self.users + negatives]
            contrast = info_nce(u, made[users], made[:self.users], 0.2) + info_nce(p, text_p, text_p, 0.2)
            loss = loss + 1e-2 * (contrast + info_nce(n, text_n, text_n, 0.2))
        elif self.kind == "gen":
            target = self.texts[masked]
            loss = loss + 0.1 * info_nce(self.mlp(embeddings[masked]), target, target, 0.5)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def propagate(self, ids):
        values = self.adjacency.values()
        kept = torch.rand(len(values)) < KEEP
        adjacency = torch.sparse_coo_tensor(self.adjacency.indices()[:, kept], values[kept], self.adjacency.shape)
        adjacency._coalesced_(True)  # entries of a coalesced one, in their order
        layer = total = ids
        for _ in range(self.layers):
            layer = torch.sparse.mm(adjacency, layer)
            total = total + layer
        return total


def info_nce(anchors, positives, others, temperature):
    anchors, positives, others = F.normalize(anchors), F.normalize(positives), F.normalize(others)
    return ((anchors @ others.T / temperature).logsumexp(1) - (anchors * positives).sum(1) / temperature).mean()


# Ranking and clustering -----------------------------------------------------------------------------------------------------------

def evaluate(users, items, train, test, block=1024, cutoffs=(5, 10, 20)):
    """Recall and NDCG over the full ranking, training items left out."""
    ranked = np.flatnonzero(np.diff(test.indptr))
    deepest = max(cutoffs)
    discounts = 1 / np.log2(np.arange(2, deepest + 2))
    ideal = np.concatenate([[0], np.cumsum(discounts)])
    sums = {(metric, k): 0.0 for metric in ("recall", "ndcg") for k in cutoffs}
    for start in range(0, len(ranked), block):
        rows = ranked[start:start + block]
        scores = users[rows] @ items.T
        known = train[rows]
        scores[np.repeat(np.arange(len(rows)), np.diff(known.indptr)), known.indices] = -np.inf
        best = np.argpartition(scores, -deepest, axis=1)[:, -deepest:]
        best = np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, 1), axis=1), 1)
        held = test[rows]
        hits = np.take_along_axis(held.toarray() > 0, best, 1)
        counts = np.diff(held.indptr)
        for k in cutoffs:
            sums["recall", k] += (hits[:, :k].sum(1) / counts).sum()
            sums["ndcg", k] += (hits[:, :k] @ discounts[:k] / ideal[np.minimum(counts, k)]).sum()
    return {key: value / len(ranked) for key, value in sums.items()}


def lloyd(rows, k):
    def run():
        start = time.perf_counter()
        model = KMeans(k, init=rows[:k], n_init=1, max_iter=20, tol=0, algorithm="lloyd").fit(rows)
        return (time.perf_counter() - start) / model.n_iter_
    return run


# What is measured -----------------------------------------------------------------------------------------------------------------

def tasks():
    """Key, library, and what makes the thing to run: it gives its own time, or anything else to be timed from outside."""
    a, b = leaf(PAIR_ROWS, WIDTH), leaf(PAIR_ROWS, WIDTH)
    described = texts(PAIR_ROWS, NEIGHBORHOOD_TEXT)
    noise = np.random.default_rng(1).standard_normal((MANY_ROWS, WIDTH), dtype=np.float32)
    train, test = graph()
    tables = [np.random.default_rng(2).standard_normal((count, WIDTH), dtype=np.float32) for count in train.shape]
    yield "uniformity", TORCH, lambda: value_and_gradient(uniformity, a)
    yield "uniformity-pdist", TORCH, lambda: value_and_gradient(uniformity_pdist, a)
    yield "global-structure", TORCH, lambda: value_and_gradient(global_structure, a, b)
    yield "neighborhood", TORCH, lambda: value_and_gradient(lambda rows: neighborhood(rows, described), a)
    yield "k-means-8", SKLEARN, lambda: lloyd(noise, 8)
    yield "k-means-64", SKLEARN, lambda: lloyd(noise, 64)
    yield "evaluation", NUMPY, lambda: lambda: evaluate(*tables, train, test)
    yield "epoch", TORCH, lambda: LightGcn(train).epoch
    yield "epoch-rlmrec-con", f"RLMRec-Con, {TORCH}", lambda: LightGcn(train, "con").epoch
    yield "epoch-rlmrec-gen", f"RLMRec-Gen, {TORCH}", lambda: LightGcn(train, "gen").epoch


def timed(run):
    start = time.perf_counter()
    result = run()
    return result if isinstance(result, float) else time.perf_counter() - start


def main():
    figures = {}
    print(f"{TORCH}, {SKLEARN}, {NUMPY}; {options.threads} threads, {options.rounds} rounds")
    wanted = options.only.split(",") if options.only else None
    for key, name, make in tasks():
        if wanted is None or key in wanted:
            run = make()
            rounds = min(options.rounds, 3) if timed(run) > LONG else options.rounds
            seconds = statistics.median(timed(run) for _ in range(rounds))
            figures[key] = {"name": name, "seconds": seconds}
            print(f"{key:<20} {seconds * 1e3:>10.2f} ms   {name}", flush=True)
    faster = figures.get("uniformity-pdist")
    if faster and faster["seconds"] < figures.get("uniformity", faster)["seconds"]:
        figures["uniformity"] = faster  # the faster of two usual ways
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"threads": options.threads, "figures": figures}, file, indent=2)


if __name__ == "__main__":
    main()
