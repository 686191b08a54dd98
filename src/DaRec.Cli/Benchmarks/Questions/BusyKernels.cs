using DaRec.Cli.Benchmarks.Material;
using DaRec.Clustering;
using DaRec.Losses;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Every kernel at the sizes of a training step, and two of libtorch's operators.</summary>
internal sealed class BusyKernels : IDisposable
{
    private const int Iterations = 5;

    private readonly SparseMatrix _adjacency;
    private readonly MatrixFactorization _model;
    private readonly Dataset _data;
    private readonly Trainer _trainer;

    /// <summary>Makes the inputs; tensors are the caller's scope's.</summary>
    /// <param name="context">Sizes and data.</param>
    public BusyKernels(BenchmarkContext context)
    {
        var (settings, train) = (context.Settings, context.Data.Train);
        var (n, d, e, k) = (settings.StepRows, settings.Width, settings.NeighborhoodTextWidth, settings.ClusterCounts[0]);
        _adjacency = InteractionGraph.NormalizedAdjacency(train);
        _model = new MatrixFactorization(train, d);
        _data = new Dataset(train);
        _trainer = new Trainer(_model, _data, new TrainerOptions { MaxEpochs = 1, BatchSize = settings.BatchSize });
        var (rows, others, texts) = (RandomRows.Leaf(n, d, seed: 1), RandomRows.Leaf(n, d, seed: 2), RandomRows.Texts(n, e, seed: 3));
        var (many, nodes) = (RandomRows.Leaf(4 * n, d, seed: 4), RandomRows.Leaf(_adjacency.ColumnCount, d, seed: 5));
        var (outer, square) = (RandomRows.Normal(_adjacency.RowCount, d, seed: 6), RandomRows.Normal(n, n, seed: 7));
        var (centers, otherCenters) = (RandomRows.Leaf(k, d, seed: 8), RandomRows.Leaf(k, d, seed: 9));
        var batch = Batch(settings.BatchSize, train.UserCount, train.ItemCount);
        var (uniformity, global, neighborhoods) = (new UniformityLoss(), new GlobalStructureLoss(), new NeighborhoodStructureLoss());
        var (orthogonality, local, contrast) = (new OrthogonalityLoss(), new LocalStructureLoss(), new InfoNceLoss());
        All =
        [
            new($"uniformity, {n} × {d}", () => Gradient.Of(() => uniformity.call(rows), rows)),
            new($"global structure, {n} × ({d}, {e})", () => Gradient.Of(() => global.call(rows, texts), rows)),
            new($"neighbourhoods, {n} × ({d}, {e})", () => Gradient.Of(() => neighborhoods.call(rows, texts), rows)),
            new($"orthogonality, {n} × {d}", () => Gradient.Of(() => orthogonality.call(rows, others), rows, others)),
            new($"k-means, {n} × {d}, K = {k}, {Iterations} iterations", () => Cluster(rows, k)),
            new($"local structure, {k} × {d}", () => Gradient.Of(() => local.call(centers, otherCenters), centers, otherCenters)),
            new($"InfoNCE, {n} × {4 * n} × {d}", () => Gradient.Of(() => contrast.call(rows, others, many), rows, others, many)),
            new($"triplets' loss and gradient, {settings.BatchSize} × {d}", () => Rank(batch)),
            new("epoch of matrix factorisation, its triplets and Adam", () => _trainer.Train().Dispose()),
            new($"graph's product both ways, width {d}", () => autograd.grad([_adjacency.Multiply(nodes)], [nodes], [outer])[0].Dispose()),
            new($"libtorch's product, {n} × {n}", () => square.mm(square).Dispose(), IsOurs: false),
            new($"libtorch's sum of matrices, {n} × {n}", () => square.add(square, Held(1)).Dispose(), IsOurs: false),
        ];
    }

    /// <summary>What is timed.</summary>
    public IReadOnlyList<BusyKernel> All { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _adjacency.Dispose();
        _model.Dispose();
        _data.Dispose();
    }

    private static void Cluster(Tensor rows, int k)
    {
        using var centers = rows.detach().narrow(0, 0, k).clone();
        using var result = new KMeans(k, Iterations).Fit(rows, initialCenters: centers);
    }

    private static TripletBatch Batch(int size, int userCount, int itemCount)
    {
        var random = new Random(1);
        return new TripletBatch { Users = Numbers(userCount), Positives = Numbers(itemCount), Negatives = Numbers(itemCount) };

        Tensor Numbers(int count) => tensor(Enumerable.Range(0, size).Select(_ => (long)random.Next(count)).ToArray());
    }

    private void Rank(TripletBatch batch)
    {
        using var scope = NewDisposeScope();
        var propagation = _model.Propagate(_model.Ids);
        var loss = _model.Loss(propagation, propagation.Embeddings, batch);
        autograd.grad([loss], [_model.Ids]);
    }
}
