namespace DaRec.Embeddings;

/// <summary>The check of texts before training, when a bad row can still be named.</summary>
internal static class Finite
{
    /// <summary>Looks through all rows, a block at a time.</summary>
    /// <exception cref="ArgumentException">A row with NaN or infinity; the message names the first ones.</exception>
    public static void Ensure(FrozenEmbeddings texts, string name)
    {
        var check = texts.Check();
        foreach (var (rows, what) in new[] { (check.NotANumber, "NaN"), (check.Infinite, "infinite values") })
        {
            if (rows.Count > 0)
            {
                throw new ArgumentException(
                    $"Expected finite text embeddings, got {what} in {rows} of {name}; embed those texts anew (an empty text is a common "
                    + "cause), or give them the mean of the other rows.",
                    name);
            }
        }
    }
}
