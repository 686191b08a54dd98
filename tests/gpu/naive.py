#!/usr/bin/env python3
"""Times the losses over all pairs as they are usually written in PyTorch: forward and backward, float32, on one device.

Usage: naive.py --device cuda:0 --sizes 1024,4096 --json FILE
The file is what `darec bench --only device-terms --peers FILE` reads. A size that does not fit into memory gets no figure.
"""
import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F

WIDTH, TEXT_WIDTH, ROUNDS = 32, 64, 5
LARGEST_ON_CPU = 4 << 30  # bytes
TENSORS = 6  # n x n float32 tensors at a time, about


def uniformity(x):
    points = F.normalize(x)
    squares = 2 - 2 * points @ points.T
    n = x.shape[0]
    return (((-2 * squares).exp().sum() - n) / (n * (n - 1))).log()


def neighborhood(x, texts):
    own = torch.eye(x.shape[0], dtype=torch.bool, device=x.device)

    def logits(rows):
        points = F.normalize(rows)
        return (points @ points.T / 0.1).masked_fill(own, -1e9)

    target = logits(texts - texts.mean(0, keepdim=True)).softmax(1)
    return F.kl_div(logits(x).log_softmax(1), target, reduction="sum") / x.shape[0]


def info_nce(anchors, candidates):
    logits = F.normalize(anchors) @ F.normalize(candidates).T / 0.2
    return (logits.logsumexp(1) - logits.diagonal()).mean()


def cases(n, device):
    def rows(width, seed, leaf=True):
        drawn = torch.randn(n, width, generator=torch.Generator().manual_seed(seed))
        return drawn.to(device).requires_grad_(leaf)

    x, y, texts = rows(WIDTH, 1), rows(WIDTH, 2), rows(TEXT_WIDTH, 3, leaf=False)
    yield "uniformity", lambda: uniformity(x), [x]
    yield "neighborhood", lambda: neighborhood(x, texts), [x]
    yield "info-nce", lambda: info_nce(x, y), [x, y]


def wait(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def fits(n, device):
    free = torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else LARGEST_ON_CPU
    return TENSORS * 4 * n * n < free


def seconds(loss, leaves, device):
    times = []
    for _ in range(ROUNDS + 1):
        wait(device)
        start = time.perf_counter()
        torch.autograd.grad(loss(), leaves)
        wait(device)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])  # the first one warms up


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--sizes", default="1024,2048,4096,8192,16384,32768,65536")
    parser.add_argument("--json", required=True)
    args = parser.parse_args()
    device = torch.device(args.device)
    name = f"PyTorch {torch.__version__}"
    figures = {}
    for n in (int(size) for size in args.sizes.split(",")):
        if not fits(n, device):
            print(f"n = {n}: more than the memory of {device}")
            continue
        for key, loss, leaves in cases(n, device):
            try:
                figures[f"{key}-{n}"] = {"name": name, "seconds": seconds(loss, leaves, device)}
                print(f"{key}, n = {n}: {figures[f'{key}-{n}']['seconds'] * 1e3:.3f} ms", flush=True)
            except RuntimeError as error:  # out of memory is one
                print(f"{key}, n = {n}: {str(error).splitlines()[0]}", flush=True)
            if device.type == "cuda":
                torch.cuda.empty_cache()
    with open(args.json, "w", encoding="utf-8") as file:
        json.dump({"threads": torch.get_num_threads(), "figures": figures}, file, indent=2)


if __name__ == "__main__":
    main()
