using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>The distinct row numbers of a batch, and how often each occurs: a row that occurs twice needs its loss once.</summary>
/// <remarks>
/// How many there are would have to be read back from a device. There, all numbers stay, and those that stood before weigh nothing.
/// </remarks>
internal sealed class DistinctRows
{
    private DistinctRows(Tensor rows, Tensor weights, Tensor? isFirst) => (Rows, Weights, Counts) = (rows, weights, isFirst);

    /// <summary>The numbers in ascending order, int64, (m).</summary>
    public Tensor Rows { get; }

    /// <summary>What the occurrences of each weigh together, (m); their sum is the total that was asked for.</summary>
    public Tensor Weights { get; }

    /// <summary>1 for each row that counts and 0 for others, (m); null where all count.</summary>
    public Tensor? Counts { get; }

    /// <summary>The distinct numbers of a list, in the caller's dispose scope.</summary>
    /// <param name="numbers">Int64, shape (b).</param>
    /// <param name="total">What all occurrences together weigh.</param>
    /// <param name="like">Has the element type and device of the weights.</param>
    public static DistinctRows Of(Tensor numbers, double total, Tensor like) =>
        like.device_type == DeviceType.CPU ? OnHost(numbers, total, like.dtype) : ByOperators(numbers, total, like.dtype);

    /// <summary>A weight of 1/m for each row, m being how many distinct rows others have, (m).</summary>
    public Tensor OneEach(DistinctRows among) => Counts is null
        ? full([Rows.numel()], Held(1.0 / among.Rows.numel()), Weights.dtype, Weights.device)
        : Counts.div(among.Counts!.sum());

    /// <summary>As <see cref="Of"/> on any device, with nothing read back.</summary>
    internal static DistinctRows ByOperators(Tensor numbers, double total, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var (sorted, _) = numbers.sort();
        var count = sorted.size(0);
        var isFirst = DaRec.Internal.Rows.RunStarts(sorted);
        var groups = isFirst.cumsum(0).sub_(Held(1)); // which of the distinct numbers each is
        var occurrences = MetaForms.Select(DaRec.Internal.Rows.Counts(groups, count, dtype).squeeze(1), groups);
        var counts = isFirst.to(dtype);
        return new DistinctRows(
            sorted.MoveToOuterDisposeScope(),
            occurrences.mul_(counts).mul_(Held(total / count)).MoveToOuterDisposeScope(),
            counts.MoveToOuterDisposeScope());
    }

    private static DistinctRows OnHost(Tensor numbers, double total, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var all = HostReads.ToArray<long>(numbers);
        Array.Sort(all);
        var (rows, counts) = (new List<long>(), new List<double>());
        foreach (var number in all)
        {
            if (rows.Count > 0 && rows[^1] == number)
            {
                counts[^1]++;
            }
            else
            {
                rows.Add(number);
                counts.Add(1);
            }
        }

        var weights = tensor(counts.ToArray()).mul(Held(total / all.Length)).to(dtype);
        return new DistinctRows(tensor(rows.ToArray()).MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope(), null);
    }
}
