using DaRec.Internal;
using DaRec.Recommenders.Losses;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>The contrastive terms between two views of all users and items, as SGL and SimGCL have them.</summary>
internal sealed class ViewContrast(ContrastiveOptions options, int userCount, int itemCount) : IDisposable
{
    private readonly InfoNceLoss _loss = new(options.ContrastTemperature);

    /// <summary>w · Σ of the mean InfoNCE of each list of numbers between both views, against all rows of their kind.</summary>
    /// <param name="propagation">With two views; null is returned where it has none.</param>
    /// <param name="users">Lists of user numbers.</param>
    /// <param name="items">Lists of item numbers.</param>
    public Tensor? Of(Propagation propagation, Tensor[] users, Tensor[] items)
    {
        return options.ContrastWeight > 0 && propagation is ContrastivePropagation { FirstView: { } first, SecondView: { } second }
            ? Of(first, second, users, 0, userCount).add(Of(first, second, items, userCount, itemCount)).mul(Held(options.ContrastWeight))
            : null;
    }

    public void Dispose() => _loss.Dispose();

    private Tensor Of(Tensor firstView, Tensor secondView, Tensor[] numbers, long first, long count)
    {
        // One sweep for all lists: they have the same candidates, and a row that occurs often is computed once.
        var distinct = DistinctRows.Of(cat(numbers, 0), numbers.Length, firstView);
        var (anchors, candidates) = (firstView.narrow(0, first, count), secondView.narrow(0, first, count));
        return _loss.Weighted(
            MetaForms.Select(anchors, distinct.Rows), MetaForms.Select(candidates, distinct.Rows), candidates, distinct.Weights);
    }
}
