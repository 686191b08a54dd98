"""Draws recipe.png from what `darec compare --out` wrote: gains against interactions an item, and by kind of user.

python3 recipe.py --sparsity Last.fm=5.1:DIR Last.fm=15.8:DIR Planted=6.3:DIR … --users DIR --out recipe.png
Needs matplotlib. DIR holds compare.json; the number is training interactions an item.
"""
import argparse
import json
import pathlib

import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt


def methods(folder):
    return json.loads((pathlib.Path(folder) / "compare.json").read_text())["methods"]


def gain(folder):
    return next(m for m in methods(folder) if m["align"] == "darec")["gain"]["recall@20"]["percent"]


parser = argparse.ArgumentParser()
parser.add_argument("--sparsity", nargs="+", required=True)
parser.add_argument("--users", required=True)
parser.add_argument("--out", required=True)
arguments = parser.parse_args()

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
series = {}
for entry in arguments.sparsity:
    name, rest = entry.split("=", 1)
    density, folder = rest.split(":", 1)
    series.setdefault(name, []).append((float(density), gain(folder)))
for name, points in series.items():
    left.plot(*zip(*sorted(points)), marker="o", label=name)
left.set(xscale="log", xlabel="training interactions an item", ylabel="gain in Recall@20 (%)", ylim=(0, None))
left.set_xticks([2, 3, 5, 10, 16], labels=["2", "3", "5", "10", "16"])
left.minorticks_off()
left.legend(frameon=False)

thirds = ["tail", "middle", "head"]
for method in methods(arguments.users):
    users = method["slices"]["users"]
    right.plot(thirds, [users[third]["recall"]["mean"] for third in thirds], marker="o", label=method["title"])
right.set(xlabel="thirds of users by training interactions", ylabel="Recall@20")
right.legend(frameon=False, fontsize=8)
for axes in (left, right):
    axes.spines[["top", "right"]].set_visible(False)
figure.savefig(arguments.out, dpi=110)
