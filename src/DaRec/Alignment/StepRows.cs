using DaRec.Sampling;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>Draws the rows of a step and gathers both sides of them.</summary>
internal sealed class StepRows(DaRecOptions options, AlignedTexts texts, long userCount, long itemCount, Generator? generator)
{
    private readonly RowSampler _sampler = new(options.Sampling.Size, texts.Source);

    /// <summary>The rows, in the caller's dispose scope.</summary>
    /// <exception cref="InvalidOperationException">Fewer rows than the terms need.</exception>
    public AlignmentSample Draw(CollaborativeTable table)
    {
        var rows = new DrawnRows(_sampler.Sample(userCount, itemCount, generator), userCount);
        var (count, needed) = (rows.All.size(0), Math.Max(2, options.LocalStructure?.ClusterCount ?? 0));
        return count >= needed
            ? new AlignmentSample(
                table.Gather(rows), texts.Gather(rows, table.Any.dtype, table.Any.device), rows.UserCount)
            : throw new InvalidOperationException(
                $"Expected at least {needed} rows to align ({texts.Source} are drawn), got {count}; draw from both sides, or set fewer "
                + "clusters.");
    }
}
