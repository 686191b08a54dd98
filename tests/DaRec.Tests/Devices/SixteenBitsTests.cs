using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Devices;

/// <summary>Tables of 16 bits are computed with in float32.</summary>
public class SixteenBitsTests
{
    public static TheoryData<string, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<string, ScalarType>();
            foreach (var options in new[] { "all", "paper", "paper-normalized" })
            {
                cases.Add(options, ScalarType.BFloat16);
                cases.Add(options, ScalarType.Float16);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnAligner_GivesWhatTheSameNumbersGiveInFloat32(string options, ScalarType dtype)
    {
        using var material = new AlignerMaterial();
        using var first = material.Create(AlignerMaterial.Of(options));
        using var second = material.Create(AlignerMaterial.Of(options));
        var (users, items) = (material.UserRows.to(dtype).Leaf(), material.ItemRows.to(dtype).Leaf());
        var (wideUsers, wideItems) = (users.to(ScalarType.Float32).Leaf(), items.to(ScalarType.Float32).Leaf());

        using var losses = first.Align(users, items);
        using var expected = second.Align(wideUsers, wideItems);
        losses.Total.backward();
        expected.Total.backward();

        losses.Total.dtype.Should().Be(ScalarType.Float32);
        losses.ToValues().Should().BeEquivalentTo(expected.ToValues());
        items.grad!.dtype.Should().Be(dtype);
        Tensors.Difference(items.grad!, wideItems.grad!.to(dtype)).Should().BeLessThan(1e-6);
    }

    [Theory]
    [InlineData(RankingMode.Backbone)]
    [InlineData(RankingMode.ConcatenatedHeads)]
    [InlineData(RankingMode.SummedHeads)]
    public void WhatIsRanked_IsMadeOfThem(RankingMode mode)
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(AlignerMaterial.AllTerms with { Ranking = new() { Mode = mode, TextScoreWeight = 0.25 } });

        var half = aligner.Represent(material.UserRows.to(ScalarType.BFloat16), material.ItemRows.to(ScalarType.BFloat16));
        var whole = aligner.Represent(material.UserRows, material.ItemRows);

        Tensors.Difference(half.Items, whole.Items).Should().BeLessThan(0.02);
    }
}
