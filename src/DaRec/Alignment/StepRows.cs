using DaRec.Internal;
using DaRec.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>Draws the rows of a step and gathers both sides of them.</summary>
internal sealed class StepRows(DaRecOptions options, AlignedTexts texts, long userCount, long itemCount, Generator? generator)
{
    private readonly RowSampler _sampler = new(options.Sampling.Size, texts.Source);
    private readonly long _seed = (generator ?? Generator.Default).initial_seed();

    /// <summary>Both sides of rows, in the caller's dispose scope.</summary>
    /// <param name="table">E^C.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="InvalidOperationException">Fewer rows than the terms need.</exception>
    public AlignmentSample Gather(CollaborativeTable table, DrawnRows rows)
    {
        var (count, needed) = (rows.All.size(0), Math.Max(2, options.LocalStructure?.ClusterCount ?? 0));
        return count >= needed
            ? Both(table, rows)
            : throw new InvalidOperationException(
                $"Expected at least {needed} rows to align ({texts.Source} are drawn), got {count}; draw from both sides, or set fewer "
                + "clusters.");
    }

    /// <summary>So many of the rows that steps may draw, or all.</summary>
    public AlignmentSample Choose(long? count, CollaborativeTable table, Generator random) => Both(
        table, new DrawnRows(new RowSampler(count, texts.Source).Sample(userCount, itemCount, random), userCount));

    /// <summary>The rows of a step, in the caller's dispose scope.</summary>
    /// <remarks>On a device nothing is read back; where texts stay on the host, so do the numbers that they are gathered by.</remarks>
    /// <param name="device">E^C's.</param>
    /// <param name="step">Number of the step; rows that are drawn on a device depend on it and on the generator's seed alone.</param>
    public DrawnRows Numbers(Device device, long step)
    {
        if (device.type == DeviceType.CPU || !texts.AreResidentOn(device))
        {
            return new DrawnRows(_sampler.Sample(userCount, itemCount, generator), userCount);
        }

        var (users, items) = _sampler.SampleOn(device, userCount, itemCount, new HashedDraws(_seed, step));
        return new DrawnRows(users, items, userCount);
    }

    private AlignmentSample Both(CollaborativeTable table, DrawnRows rows)
    {
        var (dtype, device) = (Rows.IsHalf(table.Any.dtype) ? ScalarType.Float32 : table.Any.dtype, table.Any.device);
        return new AlignmentSample(Rows.Widen(table.Gather(rows)), texts.Gather(rows, dtype, device), rows.UserCount);
    }
}
