using DaRec.Serving.Search;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class InnerProductsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(31)]
    [InlineData(96)]
    public void Compute_IsTheProductOfEveryPair_AtAnyNumberOfRows(int width)
    {
        var random = new Random(width);
        foreach (var users in new[] { 1, 3, 4, 5, 9 })
        {
            foreach (var items in new[] { 0, 1, 3, 4, 5, 10 })
            {
                var (x, y) = (ServingMaterial.Normal(random, users * width), ServingMaterial.Normal(random, items * width));
                var (stride, scores) = (items + 2, new float[users * (items + 2)]);

                InnerProducts.Compute(x, users, y, items, width, scores, stride);

                for (var u = 0; u < users; u++)
                {
                    for (var i = 0; i < items; i++)
                    {
                        var expected = NaiveServing.Product(x.AsSpan(u * width, width), y.AsSpan(i * width, width));
                        scores[(u * stride) + i].Should().BeApproximately((float)expected, 2e-5f); // sums of up to 96 terms of about 1
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(96)]
    public void Compute_GivesEachPairTheSameBits_HoweverPairsAreGrouped(int width)
    {
        const int users = 11, items = 17;
        var random = new Random(5);
        var (x, y) = (ServingMaterial.Normal(random, users * width), ServingMaterial.Normal(random, items * width));
        var (together, alone) = (new float[users * items], new float[users * items]);

        InnerProducts.Compute(x, users, y, items, width, together, items);
        for (var u = 0; u < users; u++)
        {
            for (var i = 0; i < items; i++)
            {
                InnerProducts.Compute(x.AsSpan(u * width, width), 1, y.AsSpan(i * width, width), 1, width, alone.AsSpan((u * items) + i), 1);
            }
        }

        alone.Should().Equal(together);
    }
}
