using DaRec.Recommenders.Graphs;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Graphs;

public class CsrStructureTests
{
    [Fact]
    public void Sort_IsStable()
    {
        CsrStructure.Sort([2, 0, 2, 1, 0], [4, 3, 2, 1, 0], 3).Should().Equal(4, 1, 3, 2, 0);
    }

    [Fact]
    public void Create_PutsEntriesWhereTheirRowIs()
    {
        var structure = CsrStructure.Create([2, 0, 2], [5, 4, 3], [1, 0, 2], 4);

        structure.Offsets.Should().Equal(0, 1, 1, 3, 3);
        structure.Columns.Should().Equal(4, 5, 3);
        structure.RowCount.Should().Be(4);
    }

    [Fact]
    public void Distinct_SortsPlaces_AndKeepsEachOnce()
    {
        var structure = CsrStructure.Distinct([2, 0, 2, 3, 0, 2, 2], [3, 1, 0, 3, 1, 3, 3], 5);

        structure.Offsets.Should().Equal(0, 1, 1, 3, 4, 4);
        structure.Columns.Should().Equal(1, 0, 3, 3);
        CsrStructure.Distinct([], [], 2).Offsets.Should().Equal(0, 0, 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void Balance_GivesEachRowToOnePart(int parts)
    {
        var random = new Random(parts);
        int[] lengths = [0, 0, 50, .. Enumerable.Range(0, 30).Select(_ => random.Next(4)), 1, 0];
        int[] rows = [.. lengths.SelectMany((length, row) => Enumerable.Repeat(row, length))];
        var structure = CsrStructure.Create(rows, new int[rows.Length], [.. Enumerable.Range(0, rows.Length)], lengths.Length);

        var bounds = structure.Balance(parts);

        bounds.Should().HaveCount(parts + 1).And.BeInAscendingOrder().And.StartWith(0).And.EndWith(lengths.Length);
        for (var part = 0; part < parts; part++)
        {
            var share = lengths[bounds[part]..bounds[part + 1]].Sum();
            share.Should().BeLessThanOrEqualTo((rows.Length / parts) + lengths.Max() + 1, "a part exceeds its share by one row at most");
        }
    }
}
