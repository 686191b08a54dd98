using DaRec.Recommenders.NewItems;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.NewItems;

/// <summary>The losses of the trained methods against double loops and finite differences.</summary>
public class NewItemLossTests
{
    private const int Batch = 5;
    private const int Width = 3;

    private static readonly AldiOptions AldiWeights = new() { RankingWeight = 0.9, IdentificationWeight = 0.3, RatingWeight = 0.2 };
    private static readonly ClcRecOptions ClcRecWeights = new() { Temperature = 0.7, ContentWeight = 0.3 };

    [Fact]
    public void Aldi_IsTheSumOfItsFourTerms()
    {
        var (teacher, student) = (Triplet(1), Triplet(4));
        double[][][] t = [.. teacher.Select(Rows)];
        double[][][] s = [.. student.Select(Rows)];
        var sum = 0.0;
        for (var n = 0; n < Batch; n++)
        {
            var (taught, taughtOther) = (Dot(t[0][n], t[1][n]), Dot(t[0][n], t[2][n]));
            var (own, ownOther) = (Dot(s[0][n], s[1][n]), Dot(s[0][n], s[2][n]));
            sum -= Math.Log(Sigmoid(own - ownOther));
            sum += 0.9 * CrossEntropy(own - ownOther, taught - taughtOther);
            sum += 0.3 * CrossEntropy(Contrast(s, n), Contrast(t, n));
            sum += 0.2 * (Math.Abs(taught - own) + Math.Abs(taughtOther - ownOther));
        }

        var loss = AldiLoss.Compute(Tuple(teacher), Tuple(student), AldiWeights);

        loss.ToDouble().Should().BeApproximately(sum / Batch, 1e-12);

        static double Contrast(double[][][] rows, int n) =>
            Dot(rows[1][n], rows[1][n]) - rows[2].Average(other => Dot(rows[1][n], other));

        static double CrossEntropy(double x, double y) =>
            (-Sigmoid(y) * Math.Log(Sigmoid(x))) - ((1 - Sigmoid(y)) * Math.Log(1 - Sigmoid(x)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Aldi_HasTheGradientOfItsValue(int which)
    {
        var (teacher, student) = (Triplet(1), Triplet(4));

        FiniteDifferences.ShouldMatchGradient(
            at => AldiLoss.Compute(Tuple(teacher), Tuple([.. student.Select((rows, n) => n == which ? at : rows)]), AldiWeights),
            student[which]);
    }

    [Fact]
    public void ClcRec_IsTheWeightedSumOfBothContrasts()
    {
        var rows = ClcRecRows();
        var (users, items, contents) = (Rows(rows[0]), Rows(rows[1]), Rows(rows[2]));
        var (otherItems, otherContents) = (Rows(rows[3]), Rows(rows[4]));
        var isContent = IsContent();
        bool[] chosen = [.. isContent.ToVector().Select(value => value != 0)];
        var (content, user) = (0.0, 0.0);
        for (var n = 0; n < Batch; n++)
        {
            content += Nce(Unit(items[n]), Unit(contents[n]), otherContents.Select(Unit));
            user += Nce(
                users[n],
                chosen[n] ? contents[n] : items[n],
                otherItems.Select((row, j) => chosen[Batch + j] ? otherContents[j] : row));
        }

        var loss = Compute(rows, isContent);

        loss.ToDouble().Should().BeApproximately(((0.3 * content) + (0.7 * user)) / Batch, 1e-12);

        static double Nce(double[] anchor, double[] positive, IEnumerable<double[]> negatives)
        {
            var own = Math.Exp(Dot(anchor, positive) / 0.7);
            return -Math.Log(own / (own + negatives.Sum(other => Math.Exp(Dot(anchor, other) / 0.7))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ClcRec_HasTheGradientOfItsValue(int which)
    {
        var rows = ClcRecRows();
        var isContent = IsContent();

        FiniteDifferences.ShouldMatchGradient(
            at => Compute([.. rows.Select((own, n) => n == which ? at : own)], isContent), rows[which]);
    }

    [Fact]
    public void DropoutNet_IsTheSquaredDifferenceOfScores()
    {
        var (mappedUsers, mappedItems) = (Tensors.Random(Batch, Width, 1), Tensors.Random(2 * Batch, Width, 2));
        var (users, items) = (Tensors.Random(Batch, 4, 3), Tensors.Random(2 * Batch, 4, 4));
        double[] differences = [.. Enumerable.Range(0, 2 * Batch).Select(n =>
            Dot(Rows(mappedUsers)[n % Batch], Rows(mappedItems)[n]) - Dot(Rows(users)[n % Batch], Rows(items)[n]))];

        var loss = DropoutNetLoss.Compute(mappedUsers, mappedItems, users, items);

        loss.ToDouble().Should().BeApproximately(differences.Average(x => x * x), 1e-12);
        FiniteDifferences.ShouldMatchGradient(at => DropoutNetLoss.Compute(at, mappedItems, users, items), mappedUsers);
        FiniteDifferences.ShouldMatchGradient(at => DropoutNetLoss.Compute(mappedUsers, at, users, items), mappedItems);
    }

    private static Tensor[] Triplet(ulong seed) => [.. Enumerable.Range(0, 3).Select(n => Tensors.Random(Batch, Width, seed + (ulong)n))];

    private static (Tensor User, Tensor Item, Tensor Other) Tuple(Tensor[] rows) => (rows[0], rows[1], rows[2]);

    private static Tensor[] ClcRecRows() =>
        [.. new[] { Batch, Batch, Batch, 4, 4 }.Select((count, n) => Tensors.Random(count, Width, (ulong)n + 1))];

    private static Tensor IsContent() => Tensors.Random(Batch + 4, 1, 9).gt(0);

    private static Tensor Compute(Tensor[] rows, Tensor isContent) =>
        ClcRecLoss.Compute(rows[0], rows[1], rows[2], rows[3], rows[4], isContent, ClcRecWeights);

    private static double[][] Rows(Tensor tensor) => NewItemData.Jagged(tensor.ToArray());

    private static double[] Unit(double[] row) => [.. row.Select(x => x / Math.Sqrt(Dot(row, row)))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
