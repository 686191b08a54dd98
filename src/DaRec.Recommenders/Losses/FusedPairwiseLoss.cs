using System.Numerics;
using DaRec.Internal;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Training;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Recommenders.Losses;

/// <summary>The CPU form of a pairwise model's loss: <see cref="BprLoss"/> on rows of a table, and the penalty on the id embeddings.</summary>
/// <remarks>By operators, each of three gathers writes a zero table of its own in backward; here one table is written.</remarks>
internal static class FusedPairwiseLoss
{
    private const string Triplets = nameof(Triplets);
    private const string Slopes = nameof(Slopes);
    private const string Regularization = nameof(Regularization);

    public static bool Takes(Tensor representations, Tensor ids) =>
        representations.dtype is ScalarType.Float32 or ScalarType.Float64 && representations.dtype == ids.dtype
        && representations.device_type == DeviceType.CPU && ids.device_type == DeviceType.CPU
        && representations.dim() == 2 && representations.numel() > 0 && ids.is_contiguous();

    /// <summary>L_BPR + λ Σ ids², a scalar.</summary>
    /// <param name="representations">Users, then items, shape (n, d).</param>
    /// <param name="ids">The id embeddings, shape (n, d′).</param>
    /// <param name="batch">At least one triplet.</param>
    /// <param name="userCount">The row of the first item.</param>
    /// <param name="regularization">λ.</param>
    public static Tensor Apply(Tensor representations, Tensor ids, TripletBatch batch, int userCount, double regularization)
    {
        using var scope = NewDisposeScope();
        var triplets = RowsOf(batch, userCount, representations.size(0));
        return Function.apply(representations, ids, triplets, regularization).MoveToOuterDisposeScope();
    }

    // The rows are copied, so that backward does not depend on what becomes of the batch.
    private static unsafe (int User, int Positive, int Negative)[] RowsOf(TripletBatch batch, int userCount, long rowCount)
    {
        using var scope = NewDisposeScope();
        var triplets = new (int, int, int)[batch.Users.numel()];
        if (triplets.Length > 0)
        {
            var users = (long*)TensorMemory.Address(batch.Users.contiguous());
            var positives = (long*)TensorMemory.Address(batch.Positives.contiguous());
            var negatives = (long*)TensorMemory.Address(batch.Negatives.contiguous());
            for (var i = 0; i < triplets.Length; i++)
            {
                triplets[i] = (Row(users[i]), Row(userCount + positives[i]), Row(userCount + negatives[i]));
            }
        }

        return triplets;

        int Row(long row) => (ulong)row < (ulong)rowCount
            ? (int)row
            : throw new ArgumentOutOfRangeException(nameof(batch), row, $"Expected users and items within {rowCount} rows.");
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(FusedPairwiseLoss);

        public override Tensor forward(AutogradContext ctx, params object[] vars) =>
            ((Tensor)vars[0]).dtype == ScalarType.Float32 ? Forward<float>(ctx, vars) : Forward<double>(ctx, vars);

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            grad_output.dtype == ScalarType.Float32 ? Backward<float>(ctx, grad_output) : Backward<double>(ctx, grad_output);

        private static unsafe Tensor Forward<T>(AutogradContext ctx, object[] vars)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (representations, ids) = ((Tensor)vars[0], (Tensor)vars[1]);
            var (triplets, regularization) = (((int, int, int)[])vars[2], (double)vars[3]);
            using var table = representations.contiguous();
            var slopes = new T[triplets.Length];
            var loss = TripletKernel<T>.Loss((T*)TensorMemory.Address(table), triplets, (int)table.size(1), slopes);
            ctx.save_for_backward([representations, ids]);
            ctx.save_data(Triplets, triplets);
            ctx.save_data(Slopes, slopes);
            ctx.save_data(Regularization, regularization);
            var penalty = regularization == 0 ? 0 : regularization * SquaredLength.Of(ids);
            return tensor((loss / triplets.Length) + penalty, dtype: table.dtype);
        }

        private static unsafe List<Tensor> Backward<T>(AutogradContext ctx, Tensor outer)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var saved = ctx.get_saved_variables();
            using var representations = saved[0];
            using var ids = saved[1];
            using var table = representations.contiguous();
            var (triplets, slopes) = (((int, int, int)[])ctx.get_data(Triplets), (T[])ctx.get_data(Slopes));
            var (scale, regularization) = (HostReads.ToDouble(outer), (double)ctx.get_data(Regularization));
            var gradient = table.new_empty(table.shape);
            TripletKernel<T>.WriteGradient(
                (T*)TensorMemory.Address(table),
                triplets,
                (int)table.size(1),
                slopes,
                T.CreateTruncating(scale / triplets.Length),
                (T*)TensorMemory.Address(gradient),
                table.size(0));
            using var solo = TorchThreads.Operators(ids.numel() / 4);
            return [gradient, regularization == 0 ? null! : ids.mul(Held(2 * regularization * scale)), null!, null!];
        }
    }
}
