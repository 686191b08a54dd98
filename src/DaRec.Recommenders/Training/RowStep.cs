using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using static DaRec.Internal.HeldScalars;

namespace DaRec.Recommenders.Training;

/// <summary>A training step on the rows that it uses: those of its triplets and those that the text method draws.</summary>
/// <remarks>No gradient of the whole table is made, and no other row is read: a step costs the same for any number of users and items.</remarks>
internal sealed class RowStep
{
    private readonly PairwiseBackbone _backbone;
    private readonly TextMethod _textMethod;
    private readonly StepRows _rows;

    /// <exception cref="ArgumentException">A backbone or text method that needs whole tables.</exception>
    public RowStep(Backbone backbone, TextMethod textMethod)
    {
        var isWalking = backbone is PairwiseBackbone { NeedsRows: true };
        const string walks = $"{nameof(LightGcnOptions)}.{nameof(LightGcnOptions.Walks)}";
        var remedy = $"leave {(isWalking ? walks : $"{nameof(TrainerOptions)}.{nameof(TrainerOptions.LazyAdam)}")} out";
        _backbone = backbone as PairwiseBackbone is { GivesRows: true } pairwise ? pairwise : throw new ArgumentException(
            (isWalking
                ? "Expected random walks with the loss "
                : $"Expected a recommender whose step uses single rows, {nameof(MatrixFactorization)} or {nameof(LightGcn)} with {walks}, with the loss ")
            + $"{nameof(Losses.RankingLossKind.Bpr)} on the CPU, got {Shown(backbone)}; {remedy}.",
            nameof(backbone));
        _textMethod = textMethod.WorksOnRows ? textMethod : throw new ArgumentException(
            $"Expected a text method that works on single rows, {nameof(DaRecAlignment)} or none, got {Trained(textMethod).GetType().Name}; {remedy}.",
            nameof(textMethod));
        _rows = new StepRows(backbone.UserCount + backbone.ItemCount);
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
            _rows.Clear();
        }
    }

    private void Compute(TripletBatch batch, LazyAdam optimizer, EpochLosses losses)
    {
        using var drawn = _textMethod.DrawRows();
        var users = _backbone.UserCount;
        var local = new TripletBatch
        {
            Users = _rows.Join(batch.Users, 0),
            Positives = _rows.Join(batch.Positives, users),
            Negatives = _rows.Join(batch.Negatives, users),
        };
        var (alignedUsers, alignedItems) = drawn is null ? (null, null) : (_rows.Join(drawn.Users, 0), _rows.Join(drawn.Items, users));
        using var combination = _backbone.Walk(_rows.Numbers) is { } visits ? _rows.Join(visits) : null;
        var ids = _rows.Take(_backbone.Ids);
        var rows = combination?.Multiply(ids) ?? ids;

        var loss = PairwiseBackbone.RowLoss(rows, local);
        losses.Check(loss);
        var added = drawn is null ? null : _textMethod.Align(drawn, rows.index_select(0, alignedUsers!), rows.index_select(0, alignedItems!));
        optimizer.ZeroGradients();
        (added is null ? loss : loss.add(added.Total, Held(1))).backward();
        losses.Add(loss, added);
        optimizer.Step(_rows.Numbers, ids.grad!.contiguous());
        optimizer.Step();
    }

    private static TextMethod Trained(TextMethod method) => method is AppendedTextScore appended ? appended.Method : method;

    private static string Shown(Backbone backbone) => backbone is PairwiseBackbone pairwise
        ? $"{backbone.GetType().Name} with {pairwise.Ranks} on {backbone.Ids.device}"
        : backbone.GetType().Name;
}
