using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Data;

public class SyntheticDataTests
{
    private static readonly SyntheticOptions Small = new() { UserCount = 120, ItemCount = 90, TextWidth = 24 };

    [Fact]
    public void Generate_IsDeterministic_ForASeed()
    {
        using var first = SyntheticData.Generate(Small, seed: 5);
        using var second = SyntheticData.Generate(Small, seed: 5);
        using var other = SyntheticData.Generate(Small, seed: 6);

        first.Train.Items.ToArray().Should().Equal(second.Train.Items.ToArray());
        Tensors.Difference(Texts(first), Texts(second)).Should().Be(0);
        first.Train.Items.ToArray().Should().NotEqual(other.Train.Items.ToArray());
    }

    [Fact]
    public void Parts_AreDisjoint_AndEveryUserHasSomethingInEach()
    {
        using var data = SyntheticData.Generate(Small);

        for (var user = 0; user < data.UserCount; user++)
        {
            var (train, validation, test) = (
                data.Train.ItemsOf(user).ToArray(), data.Validation!.ItemsOf(user).ToArray(), data.Test!.ItemsOf(user).ToArray());
            train.Should().NotBeEmpty().And.NotIntersectWith(validation).And.NotIntersectWith(test);
            validation.Should().NotBeEmpty().And.NotIntersectWith(test);
            test.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void Texts_HaveUnitLength()
    {
        using var data = SyntheticData.Generate(Small);

        Tensors.Difference(Texts(data).square().sum(1L), ones(data.ItemCount)).Should().BeLessThan(1e-5);
        data.UserEmbeddings!.Count.Should().Be(data.UserCount);
        data.ItemEmbeddings!.Check().IsClean.Should().BeTrue();
    }

    [Fact]
    public void Popularity_IsLongTailed()
    {
        using var data = SyntheticData.Generate(Small with { PopularitySpread = 1.5, TasteStrength = 0 });

        var degrees = data.Train.ItemDegrees().OrderDescending().ToArray();

        degrees.Take(9).Sum().Should().BeGreaterThan((int)data.Train.Count / 4, "a tenth of the items holds far more than its share");
    }

    [Fact]
    public void Texts_TellOfInteractions_OnlyThroughSharedFactors()
    {
        // Items that the same user picked should have alike texts, and just as alike as any others where taste plays no part.
        using var tasteful = SyntheticData.Generate(Small with { TasteStrength = 6, TextNoise = 0.1, CollaborativeFactors = 0 });
        using var tasteless = SyntheticData.Generate(Small with { TasteStrength = 0, TextNoise = 0.1, CollaborativeFactors = 0 });

        ExcessSimilarity(tasteful).Should().BeGreaterThan(0.05);
        ExcessSimilarity(tasteless).Should().BeInRange(-0.02, 0.02);
    }

    [Theory]
    [InlineData(nameof(SyntheticOptions.UserCount))]
    [InlineData(nameof(SyntheticOptions.ItemCount))]
    [InlineData(nameof(SyntheticOptions.SharedFactors))]
    [InlineData(nameof(SyntheticOptions.TextWidth))]
    [InlineData(nameof(SyntheticOptions.InteractionsPerUser))]
    public void Options_Throw_AndNameTheProperty_WhenACountIsTooSmall(string property)
    {
        var set = () => typeof(SyntheticOptions).GetProperty(property)!.SetValue(new SyntheticOptions(), 0);

        set.Should().Throw<System.Reflection.TargetInvocationException>()
            .WithInnerException<ArgumentOutOfRangeException>().Which.ParamName.Should().Be(property);
    }

    private static Tensor Texts(Dataset data) => data.ItemEmbeddings!.Block(0, data.ItemCount);

    // Mean cosine of centred texts among a user's items, less that among all items.
    private static double ExcessSimilarity(Dataset data)
    {
        using var scope = NewDisposeScope();
        var texts = Texts(data);
        var centered = texts.sub(texts.mean([0L], keepdim: true));
        var cosines = nn.functional.normalize(centered, 2, 1);
        var similarity = cosines.mm(cosines.t());
        var n = data.ItemCount;
        var all = (similarity.sum().ToDouble() - n) / (n * (n - 1.0));
        var (sum, pairs) = (0.0, 0);
        for (var user = 0; user < data.UserCount; user++)
        {
            var items = tensor(Array.ConvertAll(data.Train.ItemsOf(user).ToArray(), item => (long)item));
            var m = (int)items.size(0);
            sum += similarity.index_select(0, items).index_select(1, items).sum().ToDouble() - m;
            pairs += m * (m - 1);
        }

        return (sum / pairs) - all;
    }
}
