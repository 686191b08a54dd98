using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A training step on the rows that it uses: those of its triplets and those that the text method draws.</summary>
/// <remarks>No gradient of the whole table is made, and no other row is read: a step costs the same for any number of users and items.</remarks>
internal sealed class RowStep
{
    private readonly PairwiseBackbone _backbone;
    private readonly TextMethod _textMethod;
    private readonly int[] _places; // of each row among those of the step, from 1; 0 where it is none of them
    private int[] _rows = [];
    private int _count;

    /// <exception cref="ArgumentException">A backbone or text method that needs whole tables.</exception>
    public RowStep(Backbone backbone, TextMethod textMethod)
    {
        _backbone = backbone as PairwiseBackbone is { GivesRows: true } pairwise ? pairwise : throw new ArgumentException(
            $"Expected a recommender whose step uses single rows, {nameof(MatrixFactorization)} with the loss {nameof(Losses.RankingLossKind.Bpr)} "
            + $"on the CPU, got {backbone.GetType().Name}; set {nameof(TrainerOptions)}.{nameof(TrainerOptions.LazyAdam)} to false.",
            nameof(backbone));
        _textMethod = textMethod.WorksOnRows ? textMethod : throw new ArgumentException(
            $"Expected a text method that works on single rows, {nameof(DaRecAlignment)} or none, got {textMethod.GetType().Name}; set "
            + $"{nameof(TrainerOptions)}.{nameof(TrainerOptions.LazyAdam)} to false.",
            nameof(textMethod));
        _places = new int[backbone.UserCount + backbone.ItemCount];
    }

    /// <summary>Runs a step in the caller's dispose scope.</summary>
    public void Run(TripletBatch batch, LazyAdam optimizer, EpochLosses losses)
    {
        try
        {
            Compute(batch, optimizer, losses);
        }
        finally
        {
            Forget();
        }
    }

    private void Compute(TripletBatch batch, LazyAdam optimizer, EpochLosses losses)
    {
        using var drawn = _textMethod.DrawRows();
        var users = _backbone.UserCount;
        var local = new TripletBatch
        {
            Users = Places(batch.Users, 0), Positives = Places(batch.Positives, users), Negatives = Places(batch.Negatives, users),
        };
        var (alignedUsers, alignedItems) = drawn is null ? (null, null) : (Places(drawn.Users, 0), Places(drawn.Items, users));
        var rows = Taken();

        var loss = PairwiseBackbone.RowLoss(rows, local);
        losses.Check(loss);
        var added = drawn is null ? null : _textMethod.Align(drawn, rows.index_select(0, alignedUsers!), rows.index_select(0, alignedItems!));
        optimizer.ZeroGradients();
        (added is null ? loss : loss.add(added.Total, Held(1))).backward();
        losses.Add(loss, added);
        optimizer.Step(_rows.AsMemory(0, _count), rows.grad!.contiguous());
        optimizer.Step();
    }

    // Where numbers stand among the rows of the step, which they join.
    private unsafe Tensor Places(Tensor numbers, int first)
    {
        var count = (int)numbers.numel();
        var places = empty(count, dtype: ScalarType.Int64);
        if (count == 0)
        {
            return places;
        }

        if (_rows.Length < _count + count)
        {
            Array.Resize(ref _rows, 2 * (_count + count));
        }

        var source = (long*)TensorMemory.Address(numbers.contiguous());
        var target = (long*)TensorMemory.Address(places);
        for (var i = 0; i < count; i++)
        {
            var row = first + (int)source[i];
            ref var place = ref _places[row];
            if (place == 0)
            {
                _rows[_count++] = row;
                place = _count;
            }

            target[i] = place - 1;
        }

        return places;
    }

    // A leaf of their own, whose gradient is as small.
    private Tensor Taken()
    {
        using var noGrad = no_grad();
        var numbers = tensor(_rows.AsSpan(0, _count).ToArray(), dtype: ScalarType.Int64);
        return _backbone.Ids.detach().index_select(0, numbers).requires_grad_();
    }

    private void Forget()
    {
        foreach (var row in _rows.AsSpan(0, _count))
        {
            _places[row] = 0;
        }

        _count = 0;
    }
}
