using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class FusedPairwiseLossTests
{
    private const int UserCount = 6;
    private const int RowCount = 15;

    public static TheoryData<int, int, ScalarType, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, ScalarType, double>();
            foreach (var batchSize in new[] { 1, 2, 3, 255, 256, 257, 700 }) // rows repeat
            {
                foreach (var width in new[] { 1, 3, 8, 17, 32, 33 })
                {
                    cases.Add(batchSize, width, ScalarType.Float32, 1e-5);
                    cases.Add(batchSize, width, ScalarType.Float64, 1e-12);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_IsTheLossByOperators_InValueAndGradients(int batchSize, int width, ScalarType dtype, double tolerance)
    {
        var batch = Batch(batchSize);
        var table = Tensors.Random(RowCount, width, 1, dtype).mul(0.5); // margins below 20, where softplus becomes the identity
        var ids = Tensors.Random(RowCount, width, 2, dtype);

        var (value, tableGradient, idsGradient) = Differentiate((x, y) => FusedPairwiseLoss.Apply(x, y, batch, UserCount, 0.01), table, ids);

        var plain = Differentiate((x, y) => ByOperators(x, y, batch, 0.01), table, ids);
        value.dtype.Should().Be(dtype);
        Tensors.RelativeDifference(value, plain.Value).Should().BeLessThan(tolerance);
        Tensors.RelativeDifference(tableGradient, plain.Table).Should().BeLessThan(tolerance);
        Tensors.RelativeDifference(idsGradient, plain.Ids).Should().BeLessThan(tolerance);
    }

    [Fact]
    public void Gradients_MatchFiniteDifferences()
    {
        var (batch, table, ids) = (Batch(20), Tensors.Random(RowCount, 3, 1), Tensors.Random(RowCount, 3, 2));

        FiniteDifferences.ShouldMatchGradient(x => FusedPairwiseLoss.Apply(x, ids, batch, UserCount, 0.01), table);
        FiniteDifferences.ShouldMatchGradient(x => FusedPairwiseLoss.Apply(table, x, batch, UserCount, 0.01), ids);
        FiniteDifferences.ShouldMatchGradient(x => FusedPairwiseLoss.Apply(x, x, batch, UserCount, 0.01).mul(3), table);
    }

    [Fact]
    public void Gradient_OfARowThatIsBothItems_IsZero()
    {
        var batch = BatchOf(0L, 4L, 4L);

        var (value, gradient) = Tensors.Differentiate(x => FusedPairwiseLoss.Apply(x, x, batch, UserCount, 0), Tensors.Random(RowCount, 9));

        value.ToDouble().Should().BeApproximately(Math.Log(2), 1e-12);
        gradient.abs().max().ToDouble().Should().Be(0);
    }

    [Theory]
    [InlineData(1000, 0, 0)]
    [InlineData(-1000, 1000, -1)]
    public void Loss_StaysFinite_ForLargeMargins(double margin, double expected, double slope)
    {
        var batch = BatchOf(0L, 0L, 1L);
        var table = tensor(new[] { 1, margin, 0 }).unsqueeze(1); // one user, two items

        var (value, gradient) = Tensors.Differentiate(x => FusedPairwiseLoss.Apply(x, x, batch, 1, 0), table);

        value.ToDouble().Should().BeApproximately(expected, 1e-6);
        gradient[1, 0].ToDouble().Should().BeApproximately(slope, 1e-6);
    }

    [Fact]
    public void Apply_TakesStridedTables()
    {
        var (batch, table, ids) = (Batch(20), Tensors.Random(5, RowCount, 1), Tensors.Random(RowCount, 5, 2));

        var (value, gradient, _) = Differentiate((x, y) => FusedPairwiseLoss.Apply(x.t(), y, batch, UserCount, 0.01), table, ids);

        var plain = Differentiate((x, y) => ByOperators(x.t(), y, batch, 0.01), table, ids);
        Tensors.Difference(value, plain.Value).Should().BeLessThan(1e-12);
        Tensors.Difference(gradient, plain.Table).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Apply_GivesTheSameBits_WithAnyNumberOfThreads()
    {
        var batch = Batch(3000);
        var start = Tensors.Random(RowCount, 33, dtype: ScalarType.Float32);

        Threads.ShouldNotMatter(() =>
        {
            var table = start.Leaf();
            var loss = FusedPairwiseLoss.Apply(table, table, batch, UserCount, 0.01);
            loss.backward();
            return [.. loss.detach().bytes, .. table.grad!.bytes];
        });
    }

    [Fact]
    public void Backward_DoesNotNeedTheBatch_OrTheTables()
    {
        var (batch, leaf) = (Batch(20), Tensors.Random(RowCount, 5).Leaf());
        var table = leaf.mul(2);

        var loss = FusedPairwiseLoss.Apply(table, leaf, batch, UserCount, 0.01);
        batch.Users.zero_();
        batch.Positives.Dispose();
        table.Dispose();
        loss.backward();

        var (_, expected) = Tensors.Differentiate(x => ByOperators(x.mul(2), x, Batch(20), 0.01), leaf);
        Tensors.Difference(leaf.grad!, expected).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Apply_LeavesOneLiveTensor_AndBackwardOnlyGradients()
    {
        var (batch, table, ids) = (Batch(20), Tensors.Random(RowCount, 5).Leaf(), Tensors.Random(RowCount, 5).Leaf());

        LiveTensors.ShouldStay(1, () => FusedPairwiseLoss.Apply(table, ids, batch, UserCount, 0.01));
        LiveTensors.LeftBy(() =>
        {
            using var scope = NewDisposeScope();
            FusedPairwiseLoss.Apply(table, ids, batch, UserCount, 0.01).backward();
        }).Should().Be(0);
    }

    [Fact]
    public void AStep_TakesManagedMemory_ForItsBatchAlone()
    {
        var (batch, table) = (Batch(1000), Tensors.Random(RowCount, 64).Leaf());

        ManagedMemory.TakenBy(() =>
        {
            using var scope = NewDisposeScope();
            FusedPairwiseLoss.Apply(table, table, batch, UserCount, 0.01).backward();
        }).Should().BeLessThan(1000 * (12 + 8) + 20_000); // three rows and a slope for each triplet
    }

    [Theory]
    [InlineData(6, 0, 0)]
    [InlineData(0, 9, 0)]
    [InlineData(0, 0, -7)]
    public void Apply_Throws_ForRowsThatAreNotThere(long user, long positive, long negative)
    {
        var batch = BatchOf(user, positive, negative);
        var table = Tensors.Random(UserCount, 5);

        new Action(() => FusedPairwiseLoss.Apply(table, table, batch, 0, 0)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected users and items within 6 rows*").WithParameterName("batch");
    }

    private static TripletBatch BatchOf(long user, long positive, long negative) => new()
    {
        Users = tensor(new[] { user }),
        Positives = tensor(new[] { positive }),
        Negatives = tensor(new[] { negative }),
    };

    private static TripletBatch Batch(int size)
    {
        var random = new Random(size);
        return new TripletBatch
        {
            Users = Numbers(UserCount),
            Positives = Numbers(RowCount - UserCount),
            Negatives = Numbers(RowCount - UserCount),
        };

        Tensor Numbers(int count) => tensor(Enumerable.Range(0, size).Select(_ => (long)random.Next(count)).ToArray());
    }

    private static Tensor ByOperators(Tensor table, Tensor ids, TripletBatch batch, double regularization) =>
        new BprLoss().call(
            table.index_select(0, batch.Users),
            table.index_select(0, batch.Positives.add(UserCount)),
            table.index_select(0, batch.Negatives.add(UserCount))).add(ids.square().sum().mul(regularization));

    private static (Tensor Value, Tensor Table, Tensor Ids) Differentiate(Func<Tensor, Tensor, Tensor> function, Tensor table, Tensor ids)
    {
        var (x, y) = (table.Leaf(), ids.Leaf());
        var value = function(x, y);
        value.backward();
        return (value.detach(), x.grad!, y.grad!);
    }
}
