using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.NewItems;
using DaRec.Tests.Testing;
using FluentAssertions;
using FluentAssertions.Specialized;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.NewItems;

/// <summary>What holds for every method.</summary>
public sealed class NewItemMethodTests : IDisposable
{
    private readonly NewItemData _data = new(hasValidation: false);

    public static TheoryData<string> All => [.. NewItemData.Methods.Keys];

    public static TheoryData<string> Trained => ["DropoutNet", "CLCRec", "ALDI", "ALDI, users mapped"];

    [Theory]
    [MemberData(nameof(All))]
    public void Place_RanksColdItemsOfTheUsersGroupFirst(string name)
    {
        Misranked(_data.UserTable, _data.ItemTable).Should().BeGreaterThan(0, "trained rows of cold items are noise");

        using var placed = _data.Place(NewItemData.Methods[name]);

        Misranked(placed.Users, placed.Items).Should().Be(0);
    }

    [Theory]
    [InlineData("neighbor mean")]
    [InlineData("ridge map")]
    [InlineData("ALDI")]
    public void Place_KeepsUsersAndWarmItems_BitForBit(string name)
    {
        using var placed = _data.Place(NewItemData.Methods[name]);

        Bits(placed.Users).Should().Equal(Bits(_data.UserTable));
        WarmBits(placed.Items).Should().Equal(WarmBits(_data.ItemTable));
        Bits(placed.Items).Should().NotEqual(Bits(_data.ItemTable));
    }

    [Fact]
    public void Place_KeepsUsersAndWarmItemsInFront_WhereUsersAreMapped()
    {
        using var placed = _data.Place(NewItemData.Methods["ALDI, users mapped"]);

        placed.Users.shape.Should().Equal(NewItemData.Users, 2 * NewItemData.Width);
        Bits(placed.Users.narrow(1, 0, NewItemData.Width)).Should().Equal(Bits(_data.UserTable));
        WarmBits(placed.Items.narrow(1, 0, NewItemData.Width)).Should().Equal(WarmBits(_data.ItemTable));
        WarmBits(placed.Items.narrow(1, NewItemData.Width, NewItemData.Width)).Should().OnlyContain(value => value == 0);
        placed.Items.index_select(0, tensor(NewItemData.Cold).to(ScalarType.Int64)).narrow(1, 0, NewItemData.Width)
            .abs().max().ToDouble().Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void Place_GivesTheSameBits_FromTheSameSeed(string name)
    {
        using var first = _data.Place(NewItemData.Methods[name], seed: 5);
        using var second = _data.Place(NewItemData.Methods[name], seed: 5);
        using var other = _data.Place(NewItemData.Methods[name], seed: 6);

        Bits(second.Users).Should().Equal(Bits(first.Users));
        Bits(second.Items).Should().Equal(Bits(first.Items));
        Bits(other.Items).Should().NotEqual(Bits(first.Items));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Place_LeavesItsResult_AndItsArguments(string name)
    {
        var (users, items) = (Bits(_data.UserTable), Bits(_data.ItemTable));

        LiveTensors.ShouldStay(2, () => _data.Place(NewItemData.Methods[name]));

        Bits(_data.UserTable).Should().Equal(users);
        Bits(_data.ItemTable).Should().Equal(items);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Place_KeepsTheElementType(string name)
    {
        using var data = new NewItemData(dtype: ScalarType.Float64);

        using var placed = data.Place(NewItemData.Methods[name]);

        placed.Users.dtype.Should().Be(ScalarType.Float64);
        placed.Items.dtype.Should().Be(ScalarType.Float64);
        placed.Users.requires_grad.Should().BeFalse();
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Place_DoesNotReadTrainedRowsOfColdItems(string name)
    {
        using var other = _data.ItemTable.clone();
        other.index_fill_(0, tensor(NewItemData.Cold).to(ScalarType.Int64), 7);
        using var generator = new Generator(1);

        using var placed = _data.Place(NewItemData.Methods[name]);
        using var same = NewItemData.Methods[name].Place(_data.UserTable, other, _data.Data, generator);

        Bits(same.Items).Should().Equal(Bits(placed.Items));
        Bits(same.Users).Should().Equal(Bits(placed.Users));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Place_ReturnsCopies_WhereNoItemIsCold(string name)
    {
        using var texts = Tensors.Random(3, 5, dtype: ScalarType.Float32);
        using var warm = new Dataset(
            Interactions.FromPairs([0, 0, 1], [0, 1, 2], 2, 3), itemEmbeddings: FrozenEmbeddings.FromTensor(texts));
        using var users = Tensors.Random(2, 4, 2);
        using var items = Tensors.Random(3, 4, 3);

        using var placed = NewItemData.Methods[name].Place(users, items, warm);

        Bits(placed.Users).Should().Equal(Bits(users));
        Bits(placed.Items).Should().Equal(Bits(items));
        placed.Items.Handle.Should().NotBe(items.Handle);
    }

    [Fact]
    public void Place_Throws_ForWhatItCannotUse()
    {
        var method = new RidgeMap();
        using var bare = new Dataset(_data.Data.Train);
        using var broken = _data.ItemTable.clone();
        broken[0, 0] = double.NaN;

        Throws(() => method.Place(_data.UserTable, _data.ItemTable, bare)).WithParameterName("data").WithMessage("*item texts*");
        Throws(() => method.Place(_data.UserTable, broken, _data.Data)).WithParameterName("items").WithMessage("*NaN*");
        Throws(() => method.Place(_data.ItemTable, _data.ItemTable, _data.Data)).WithParameterName("users").WithMessage("*12 rows*");
        Throws(() => method.Place(_data.UserTable, _data.ItemTable.narrow(1, 0, 3), _data.Data)).WithParameterName("items");
        Throws(() => method.Place(_data.UserTable, _data.ItemTable.to(ScalarType.Float64), _data.Data)).WithParameterName("items");

        static ExceptionAssertions<ArgumentException> Throws(Action call) => call.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Options_Throw_ForBadValues()
    {
        Throws("Neighbors", () => _ = new NeighborMeanOptions { Neighbors = 0 });
        Throws("Power", () => _ = new NeighborMeanOptions { Power = -1 });
        Throws("Penalty", () => _ = new RidgeMapOptions { Penalty = 0 });
        Throws("HiddenShare", () => _ = new DropoutNetOptions { HiddenShare = 0 });
        Throws("Epochs", () => _ = new DropoutNetOptions { Epochs = 0 });
        Throws("Patience", () => _ = new ClcRecOptions { Patience = 0 });
        Throws("BatchSize", () => _ = new ClcRecOptions { BatchSize = 0 });
        Throws("LearningRate", () => _ = new AldiOptions { LearningRate = 0 });
        Throws("Temperature", () => _ = new ClcRecOptions { Temperature = 0 });
        Throws("ContentWeight", () => _ = new ClcRecOptions { ContentWeight = 1.1 });
        Throws("RatingWeight", () => _ = new AldiOptions { RatingWeight = double.NaN });

        static void Throws(string parameter, Action create) =>
            create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter);
    }

    public void Dispose() => _data.Dispose();

    // Pairs of a user and two cold items, of whom the one of the other group scores higher.
    private static int Misranked(Tensor users, Tensor items)
    {
        var scores = users.mm(items.t()).ToArray();
        return (from user in Enumerable.Range(0, NewItemData.Users)
                from own in NewItemData.Cold.Where(item => item % 2 == user % 2)
                from other in NewItemData.Cold.Where(item => item % 2 != user % 2)
                where scores[user, own] <= scores[user, other]
                select 1).Sum();
    }

    private static double[] WarmBits(Tensor items) => Bits(items.index_select(0, tensor(NewItemData.Warm)));

    private static double[] Bits(Tensor table) => table.ToVector();
}
