using DaRec.Recommenders.Losses;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>The contrastive terms between two views of all users and items, as SGL and SimGCL have them.</summary>
internal sealed class ViewContrast(ContrastiveOptions options, int userCount, int itemCount) : IDisposable
{
    private readonly InfoNceLoss _loss = new(options.ContrastTemperature);

    /// <summary>w · Σ of the mean InfoNCE of each list of numbers between both views, against all rows of their kind.</summary>
    /// <param name="views">Two tables, users, then items, shape (n_u + n_i, d).</param>
    /// <param name="users">Lists of user numbers.</param>
    /// <param name="items">Lists of item numbers.</param>
    public Tensor? Of(IReadOnlyList<Tensor> views, Tensor[] users, Tensor[] items) => views.Count == 0 || options.ContrastWeight == 0
        ? null
        : Of(views, users, 0, userCount).add(Of(views, items, userCount, itemCount)).mul(options.ContrastWeight);

    public void Dispose() => _loss.Dispose();

    private Tensor Of(IReadOnlyList<Tensor> views, Tensor[] numbers, long first, long count)
    {
        // One sweep for all lists: they have the same candidates, and a row that occurs often is computed once.
        var (rows, weights) = DistinctRows.Of(cat(numbers, 0), numbers.Length, views[0]);
        var (anchors, candidates) = (views[0].narrow(0, first, count), views[1].narrow(0, first, count));
        return _loss.call(anchors.index_select(0, rows), candidates.index_select(0, rows), candidates, weights);
    }
}
