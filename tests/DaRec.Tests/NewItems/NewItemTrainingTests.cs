using DaRec.Embeddings;
using DaRec.Recommenders.NewItems;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.NewItems;

public sealed class NewItemTrainingTests : IDisposable
{
    private readonly NewItemData _data = new();
    private readonly NewItemData _unmeasured = new(hasValidation: false);
    private readonly Generator _generator = new(3);

    [Fact]
    public void Run_LowersTheLoss_AndRunsAllEpochs_WithoutColdItemsToMeasure()
    {
        using var scope = NewDisposeScope();
        var input = Input(_unmeasured);
        using var tower = new TanhTower([NewItemData.TextWidth, 8, NewItemData.Width], _generator);

        var losses = Train(input, tower, new AldiOptions { Epochs = 25, Patience = 1, BatchSize = 16, LearningRate = 0.01 });

        losses.Should().HaveCount(25);
        losses[^1].Should().BeLessThan(0.5 * losses[0]);
        tower.training.Should().BeFalse();
    }

    [Fact]
    public void Run_KeepsTheBestEpoch_AndStopsAfterPatience()
    {
        using var scope = NewDisposeScope();
        var input = Input(_data);
        using var tower = new TanhTower([NewItemData.TextWidth, 8, NewItemData.Width], _generator);
        var options = new AldiOptions { Epochs = 50, Patience = 3, BatchSize = 64, LearningRate = 0.05 };
        var made = new List<(double Recall, double[] Rows)>();
        var recall = ColdRecall.Of(_data.Data.Train, _data.Data.Validation)!;

        var losses = Train(
            input, tower, options, placed => made.Add((recall.Measure(placed.Users, placed.Items), placed.Items.ToVector())));

        var best = made.FindIndex(epoch => epoch.Recall == made.Max(other => other.Recall));
        losses.Should().HaveCount(Math.Min(options.Epochs, best + 1 + options.Patience));
        input.WithCold(tower.call(input.ColdTexts)).ToVector().Should().Equal(made[best].Rows);
    }

    [Fact]
    public void ColdRecall_RanksTheColdItemsOfThePart_AndNoOthers()
    {
        using var users = ones(NewItemData.Users, 1);
        using var items = zeros(NewItemData.Items, 1);
        items.index_fill_(0, tensor(NewItemData.Warm), 9);

        // Ties go by number: of the part's 30 candidates the first 20, ten of each group, and a user has taken 15 of one group.
        ColdRecall.Of(_data.Data.Train, _data.Data.Test)!.Measure(users, items).Should().BeApproximately(10.0 / 15, 1e-9);
        ColdRecall.Of(_data.Data.Train, null).Should().BeNull();
        ColdRecall.Of(_data.Data.Train, _data.Data.Train).Should().BeNull("training items are warm");
    }

    [Fact]
    public void Tower_TakesASingleRow()
    {
        using var tower = new TanhTower([NewItemData.TextWidth, 8, NewItemData.Width], _generator);
        using var row = Tensors.Random(1, NewItemData.TextWidth, dtype: ScalarType.Float32);

        tower.call(row).isfinite().all().item<bool>().Should().BeTrue();
    }

    [Fact]
    public void WarmInteractions_NumberWarmItemsOn()
    {
        using var scope = NewDisposeScope();
        var input = Input(_data);

        input.WarmInteractions.ItemCount.Should().Be(NewItemData.Items - NewItemData.Cold.Length);
        for (var user = 0; user < NewItemData.Users; user++)
        {
            input.WarmInteractions.ItemsOf(user).ToArray().Select(place => (int)NewItemData.Warm[place])
                .Should().Equal(_data.Data.Train.ItemsOf(user).ToArray());
        }
    }

    [Fact]
    public void Texts_NearTheirMean_AreZero()
    {
        using var scope = NewDisposeScope();
        var texts = Tensors.Random(6, 5, dtype: ScalarType.Float32);
        var warm = tensor(new long[] { 0, 1, 2, 3 });
        texts[5] = texts.index_select(0, warm).mean([0L]).add(1e-3);
        using var table = FrozenEmbeddings.FromTensor(texts);

        var lengths = ItemTextRows.Of(table, warm).norm(1, p: 2).ToVector();

        lengths[..5].Should().OnlyContain(length => Math.Abs(length - 1) < 1e-6);
        lengths[5].Should().Be(0);
    }

    public void Dispose()
    {
        _data.Dispose();
        _unmeasured.Dispose();
        _generator.Dispose();
    }

    private NewItemInput Input(NewItemData data) => new(data.UserTable, data.ItemTable, data.Data, _generator);

    private static IReadOnlyList<double> Train(
        NewItemInput input, TanhTower tower, AldiOptions options, Action<RankedEmbeddings>? measured = null)
    {
        return new NewItemTraining(input, options, tower).Run(Loss, Place);

        Tensor Loss(TripletBatch batch)
        {
            using var step = NewDisposeScope();
            var (texts, rows) = (input.WarmTexts.index_select(0, batch.Positives), input.WarmItems.index_select(0, batch.Positives));
            return tower.call(texts).sub(rows).square().mean().MoveToOuterDisposeScope();
        }

        RankedEmbeddings Place()
        {
            using var noGrad = no_grad();
            var placed = new RankedEmbeddings(input.Users.clone(), input.WithCold(tower.call(input.ColdTexts)));
            measured?.Invoke(placed);
            return placed;
        }
    }
}
