using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

/// <summary>Steps of hosts that look up the drawn rows alone.</summary>
public class DaRecAlignerRowsTests
{
    private static readonly DaRecOptions Small = AlignerMaterial.AllTerms;

    [Theory]
    [InlineData(RowSource.Both)]
    [InlineData(RowSource.Items)]
    [InlineData(RowSource.Users)]
    public void Align_OfDrawnRows_IsThatOfWholeTables(RowSource source)
    {
        using var material = new AlignerMaterial(ScalarType.Float64);
        var options = Small with { Sampling = new() { Size = 20, From = source } };
        using var whole = material.Create(options).to(ScalarType.Float64);
        using var apart = material.Create(options).to(ScalarType.Float64);
        for (var step = 0; step < 3; step++)
        {
            var (users, items) = (material.UserRows.Leaf(), material.ItemRows.Leaf());
            using var expected = whole.Align(users, items);
            expected.Total.backward();

            using var rows = apart.DrawRows()!;
            var (ours, theirs) = (users.detach().index_select(0, rows.Users).Leaf(), items.detach().index_select(0, rows.Items).Leaf());
            using var losses = apart.Align(rows, ours, theirs);
            losses.Total.backward();

            losses.ToValues().Should().BeEquivalentTo(expected.ToValues());
            foreach (var (part, numbers, table) in new[] { (ours, rows.Users, users), (theirs, rows.Items, items) })
            {
                if (numbers.size(0) > 0)
                {
                    Tensors.Difference(part.grad!, table.grad!.index_select(0, numbers)).Should().BeLessThan(1e-12);
                    table.grad!.abs().sum().ToDouble().Should().BeApproximately(part.grad!.abs().sum().ToDouble(), 1e-12, "other rows have none");
                }
            }
        }
    }

    [Fact]
    public void DrawRows_IsNull_InStepsThatAreLeftOut()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Strength = Small.Strength with { Every = 3 } });

        var steps = Enumerable.Range(0, 5).Select(_ => aligner.DrawRows() is not null).ToArray();

        steps.Should().Equal(true, false, false, true, false);
    }

    [Fact]
    public void Align_Throws_WithOtherRowsThanDrawn()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small);
        using var rows = aligner.DrawRows()!;
        using var users = material.UserRows.index_select(0, rows.Users);
        using var items = material.ItemRows.index_select(0, rows.Items);

        new Action(() => aligner.Align(rows, users, material.ItemRows)).Should().Throw<ArgumentException>().WithMessage("*drawn*").WithParameterName("items");
        new Action(() => aligner.Align(rows, items, items)).Should().Throw<ArgumentException>().WithParameterName("users");
        using var bad = items.clone();
        bad[0, 0] = float.NaN;
        new Action(() => aligner.Align(rows, users, bad)).Should().Throw<ArgumentException>().WithMessage("*row 0*").WithParameterName("items");
    }
}
