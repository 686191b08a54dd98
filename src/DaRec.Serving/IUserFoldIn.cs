namespace DaRec.Serving;

/// <summary>Computes a user's vector from the items of their history, for users whom training has not seen.</summary>
/// <remarks>Calls from several threads at a time must be safe. The same history must give the same vector.</remarks>
public interface IUserFoldIn : IServingComponent
{
    /// <summary>Computes a user vector.</summary>
    /// <param name="history">Numbers of the items, distinct, at least one.</param>
    /// <param name="user">Takes the vector, shape (w).</param>
    void Fold(ReadOnlySpan<int> history, Span<float> user);

    /// <summary>Returns the same computation over other items: what an index with more or fewer items folds its users in with.</summary>
    /// <param name="items">The item vectors of that index, shape (n, w); they may be kept, as they never change.</param>
    /// <param name="counts">Number of training interactions of each of these items, length n; 0 for new items.</param>
    IUserFoldIn ForItems(VectorTable items, IReadOnlyList<int> counts);
}
