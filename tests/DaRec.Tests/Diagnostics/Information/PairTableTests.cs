using DaRec.Diagnostics.Information;
using DaRec.Tests.Reference;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Diagnostics.Information;

public sealed class PairTableTests
{
    [Fact]
    public void Entropies_AreThoseOfTheTextbook()
    {
        var table = new PairTable(new[,] { { 0.125, 0.0625, 0.03125, 0.03125 }, { 0.0625, 0.125, 0.03125, 0.03125 }, { 0.0625, 0.0625, 0.0625, 0.0625 }, { 0.25, 0, 0, 0 } });

        // Cover and Thomas, Elements of Information Theory, example 2.2.1, with X and Y in each other's place.
        table.ColumnEntropyBits.Should().BeApproximately(7.0 / 4, 1e-15);
        table.RowEntropyBits.Should().BeApproximately(2, 1e-15);
        table.ColumnEntropyGivenRowBits.Should().BeApproximately(11.0 / 8, 1e-15);
        table.RowEntropyGivenColumnBits.Should().BeApproximately(13.0 / 8, 1e-15);
        table.EntropyBits.Should().BeApproximately(27.0 / 8, 1e-15);
        table.InformationBits.Should().BeApproximately(3.0 / 8, 1e-15);
    }

    [Fact]
    public void InformationBits_AreThoseOfPlainLoops_AndOfTheOtherIdentities()
    {
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var p = Random(random, 1 + random.Next(8), 1 + random.Next(8));

            var table = PairTable.FromWeights(p);

            Scale(p);
            var information = NaiveInformation.Of(p) / Math.Log(2);
            table.InformationBits.Should().BeApproximately(information, 1e-12);
            (table.ColumnEntropyBits - table.ColumnEntropyGivenRowBits).Should().BeApproximately(information, 1e-12);
            (table.RowEntropyBits - table.RowEntropyGivenColumnBits).Should().BeApproximately(information, 1e-12);
            (table.RowEntropyBits + table.ColumnEntropyBits - table.EntropyBits).Should().BeApproximately(information, 1e-12);
            table.Transpose().InformationBits.Should().BeApproximately(table.InformationBits, 1e-14);
            table.Transpose().RowEntropyGivenColumnBits.Should().BeApproximately(table.ColumnEntropyGivenRowBits, 1e-14);
        }
    }

    [Fact]
    public void InformationBits_AreExact_WhereProbabilitiesAreTiny()
    {
        var tiny = new PairTable(new[,] { { 1 - 1e-12, 0 }, { 0, 1e-12 } });
        var least = new PairTable(new[,] { { 1.0, 0 }, { 0, 1e-300 } });

        tiny.InformationBits.Should().BeApproximately((1e-12 * Math.Log2(1e12)) + (1e-12 / Math.Log(2)), 1e-16);
        least.InformationBits.Should().BeApproximately(1e-300 * Math.Log2(1e300), 1e-305);
    }

    [Fact]
    public void FromLabels_CountsPairs()
    {
        var table = PairTable.FromLabels([7, 7, -1, -1], [0, 5, 0, 0]);

        (table.RowCount, table.ColumnCount).Should().Be((2, 2));
        (table[0, 0], table[0, 1], table[1, 0], table[1, 1]).Should().Be((0.5, 0, 0.25, 0.25));
    }

    [Theory]
    [InlineData("*sum is 1, got 0.9*FromWeights*", 0.5, 0.4)]
    [InlineData("*got -0.5 at [0, 1]*", 1.5, -0.5)]
    [InlineData("*got NaN at [0, 0]*", double.NaN, 1)]
    public void PairTable_RefusesWhatIsNoDistribution(string message, double first, double second)
    {
        var create = () => new PairTable(new[,] { { first, second } });

        create.Should().Throw<ArgumentException>().WithParameterName("probabilities").WithMessage(message);
    }

    [Fact]
    public void PairTable_RefusesNoNumbers()
    {
        new Action(() => _ = new PairTable(new double[0, 3])).Should().Throw<ArgumentException>().WithMessage("*at least one value*(0, 3)*");
        new Action(() => PairTable.FromWeights(new double[2, 2])).Should().Throw<ArgumentException>().WithMessage("*sum > 0, got 0*");
        new Action(() => PairTable.FromLabels([1], [1, 2])).Should().Throw<ArgumentException>().WithMessage("*Expected 1 labels*got 2*");
        new Action(() => PairTable.FromLabels([], [])).Should().Throw<ArgumentException>().WithMessage("*at least one label*");
    }

    private static double[,] Random(Random random, int rows, int columns)
    {
        var table = new double[rows, columns];
        for (var at = 0; at < table.Length; at++)
        {
            table[at / columns, at % columns] = random.NextDouble() < 0.3 && at > 0 ? 0 : Math.Pow(random.NextDouble(), 4) + 1e-9;
        }

        return table;
    }

    private static void Scale(double[,] table)
    {
        var sum = table.Cast<double>().Sum();
        for (var at = 0; at < table.Length; at++)
        {
            table[at / table.GetLength(1), at % table.GetLength(1)] /= sum;
        }
    }
}
