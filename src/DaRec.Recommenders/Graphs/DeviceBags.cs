using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>How the rows of a level are summed to those of the next: bag i has the members Bounds[i] … Bounds[i + 1] − 1.</summary>
/// <param name="Members">Rows of the level, int64.</param>
/// <param name="Bounds">Where each bag begins, and the last ends, int64, (bags + 1).</param>
internal sealed record DeviceBags(Tensor Members, Tensor Bounds) : IDisposable
{
    /// <summary>Most members of a bag. A GPU sums a bag one member after the other, and a product takes as long as its longest bag.</summary>
    public const int Longest = 32;

    /// <summary>The bounds of each level: rows are cut into bags, the bags' sums are members of the next level's, until each row is one.</summary>
    /// <param name="offsets">Where each row begins, and the last ends.</param>
    public static IReadOnlyList<long[]> Levels(IReadOnlyList<int> offsets)
    {
        var levels = new List<long[]>();
        long[] rows = [.. offsets.Select(offset => (long)offset)];
        while (rows.Zip(rows.Skip(1), (begin, end) => end - begin).Any(length => length > Longest))
        {
            var (bounds, bags) = (new List<long> { 0 }, new long[rows.Length]);
            for (var row = 0; row + 1 < rows.Length; row++)
            {
                for (var at = rows[row]; at < rows[row + 1]; at = bounds[^1])
                {
                    bounds.Add(Math.Min(at + Longest, rows[row + 1]));
                }

                bags[row + 1] = bounds.Count - 1;
            }

            levels.Add([.. bounds]);
            rows = bags;
        }

        return [.. levels, rows];
    }

    public void Dispose()
    {
        Members.Dispose();
        Bounds.Dispose();
    }
}
