using DaRec.Cli.Commands;
using DaRec.Cli.Services;
using DaRec.Diagnostics.Explaining;
using DaRec.Recommenders.Data;
using static TorchSharp.torch;

namespace DaRec.Cli.Inspecting;

/// <summary>What a run ranks with, and how alike its items and users are to each other.</summary>
internal sealed class RunVectors : IDisposable
{
    private readonly Representations _vectors;
    private NeighborTable? _items;
    private NeighborTable? _users;

    /// <summary>Reads a run's folder.</summary>
    /// <param name="directory">The folder of <c>train --out</c>.</param>
    /// <param name="run">The same, opened.</param>
    /// <param name="data">The data.</param>
    public RunVectors(string directory, TrainedRun run, Dataset data)
    {
        (Directory, Run) = (directory, run);
        _vectors = Representations.Read(Path.Combine(directory, RunFiles.Users), Path.Combine(directory, RunFiles.Items), data);
        Ranked = new RankedEmbeddings(_vectors.Users, _vectors.Items, run.TextColumns ?? 0);
    }

    /// <summary>Its folder.</summary>
    public string Directory { get; }

    /// <summary>The run.</summary>
    public TrainedRun Run { get; }

    /// <summary>The tables that rank, with the number of their text columns.</summary>
    public RankedEmbeddings Ranked { get; }

    /// <summary>What the run is called: the recommender, and what aligns it.</summary>
    public string Title => Run.Settings.Title;

    /// <summary>The recommender's own columns of users and items, in the caller's dispose scope.</summary>
    public (Tensor Users, Tensor Items) Own()
    {
        var width = Ranked.Items.size(1) - Ranked.TextColumns;
        return (Ranked.Users.narrow(1, 0, width), Ranked.Items.narrow(1, 0, width));
    }

    /// <summary>Items by how users score them.</summary>
    public NeighborTable Items => _items ??= Table(ScoreSpace.Items(Ranked.Users, Ranked.Items));

    /// <summary>Users by how they score items.</summary>
    public NeighborTable Users => _users ??= Table(ScoreSpace.Users(Ranked.Users, Ranked.Items));

    public void Dispose() => _vectors.Dispose();

    private static NeighborTable Table(Tensor rows)
    {
        using (rows)
        {
            return NeighborTable.Of(rows);
        }
    }
}
