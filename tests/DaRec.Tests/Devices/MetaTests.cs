using DaRec.Clustering;
using DaRec.Evidence;
using DaRec.Internal;
using DaRec.Losses;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Devices;

/// <summary>Forward, backward and training steps on a device that holds no numbers: see <see cref="MetaCases"/>.</summary>
public sealed class MetaTests
{
    private static readonly Device Meta = new(DeviceType.META);

    public static TheoryData<Type, ScalarType> Parts
    {
        get
        {
            var cases = new TheoryData<Type, ScalarType>();
            foreach (var type in MetaCases.Parts.Keys)
            {
                cases.Add(type, ScalarType.Float32);
                cases.Add(type, ScalarType.BFloat16);
                cases.Add(type, ScalarType.Float16);
            }

            return cases;
        }
    }

    public static TheoryData<Type, Type, int> Trainings
    {
        get
        {
            var cases = new TheoryData<Type, Type, int>();
            foreach (var backbone in MetaCases.Backbones.Keys)
            {
                cases.Add(backbone, typeof(NoTexts), 0);
                foreach (var (method, setting) in MetaCases.Methods.Keys)
                {
                    cases.Add(backbone, method, setting);
                }
            }

            return cases;
        }
    }

    public static TheoryData<Type> Backbones => [.. MetaCases.Backbones.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Parts_ReadNothingBack_AndTakeSixteenBits(Type type, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var (leaves, before) = (new List<Tensor>(), HostReads.Count);

        var value = MetaCases.Parts[type](Leaf);
        value.backward();

        value.device_type.Should().Be(DeviceType.META);
        leaves.Select(leaf => leaf.grad).OfType<Tensor>().Should().NotBeEmpty().And.OnlyContain(gradient => gradient.dtype == dtype);
        HostReads.Count.Should().Be(before);

        Tensor Leaf(long rows, long columns)
        {
            leaves.Add(MetaCases.Leaf(rows, columns, dtype));
            return leaves[^1];
        }
    }

    public static TheoryData<Type> LossTypes =>
    [
        typeof(OrthogonalityLoss), typeof(UniformityLoss), typeof(GlobalStructureLoss), typeof(NeighborhoodStructureLoss),
        typeof(LocalStructureLoss), typeof(KMeans), typeof(BprLoss), typeof(SoftmaxLoss), typeof(InfoNceLoss),
    ];

    [Theory]
    [MemberData(nameof(LossTypes))]
    public void Losses_TakeTables_OfMoreThan31Bits(Type type)
    {
        const long factor = 1 << 27; // by columns: no tile of the pairs more
        using var scope = NewDisposeScope();
        var leaves = new List<Tensor>();

        MetaCases.Parts[type](Leaf).backward();

        leaves.Max(leaf => leaf.numel()).Should().BeGreaterThan(int.MaxValue);
        leaves.Where(leaf => leaf.grad is not null).Should().NotBeEmpty().And.OnlyContain(leaf => leaf.grad!.numel() == leaf.numel());

        Tensor Leaf(long rows, long columns)
        {
            leaves.Add(MetaCases.Leaf(rows, factor * columns, ScalarType.Float32));
            return leaves[^1];
        }
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void AnEpoch_ReadsOnce_WhenItsStepsAreOver(Type type, Type method, int setting)
    {
        using var data = MetaCases.Data();
        using var generator = new Generator(3);
        using var backbone = MetaCases.Backbones[type](data.Train, generator);
        using var texts = method == typeof(NoTexts) ? new NoTexts() : MetaCases.Methods[(method, setting)](backbone, data, generator);
        var options = new TrainerOptions { Device = Meta, MaxEpochs = 1, BatchSize = 50 };
        if (backbone is AutoCf)
        {
            using var drawn = backbone.Propagate(backbone.Ids).Embeddings; // masks are drawn on the host, and not again in this test
        }

        var steps = (int)(new TripletSampler(data.Train, 1).Count + 49) / 50;
        var trainer = new Trainer(backbone, data, options, texts);
        var before = HostReads.Count;

        var train = new Action(() => trainer.Train());

        // The first read throws: all the steps went before it.
        train.Should().Throw<Exception>().WithMessage("*Cannot copy out of meta tensor*");
        HostReads.Count.Should().Be(before + 1);
        trainer.Steps.Should().Be(steps);
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void WhatIsRanked_IsMadeWithoutAReading(Type type, Type method, int setting)
    {
        using var scope = NewDisposeScope();
        using var data = MetaCases.Data();
        using var generator = new Generator(3);
        using var backbone = MetaCases.Backbones[type](data.Train, generator);
        using var texts = method == typeof(NoTexts) ? new NoTexts() : MetaCases.Methods[(method, setting)](backbone, data, generator);
        var before = HostReads.Count;
        backbone.to(Meta).eval();
        texts.to(Meta).eval();

        var embeddings = backbone.Propagate(texts.Inject(backbone.Ids)).Embeddings;
        var ranked = texts.Rank(embeddings);

        ranked.device_type.Should().Be(DeviceType.META);
        ranked.size(0).Should().Be(data.UserCount + data.ItemCount);
        HostReads.Count.Should().Be(before);
    }

    [Theory]
    [MemberData(nameof(Backbones))]
    public void SixteenBits_AreRefused_ByBackbonesOfGraphs(Type type)
    {
        using var data = PlantedBlocks.Create();
        using var generator = new Generator(3);
        using var backbone = MetaCases.Backbones[type](data.Train, generator).to(ScalarType.BFloat16);

        var propagate = () => backbone.Propagate(backbone.Ids);

        if (type == typeof(MatrixFactorization))
        {
            propagate().Embeddings.dtype.Should().Be(ScalarType.BFloat16);
        }
        else
        {
            propagate.Should().Throw<ArgumentException>().WithMessage("Expected Float32 or Float64 elements, got BFloat16*");
        }
    }

    [Fact]
    public void EveryPublicModule_IsCovered()
    {
        Type[] others = [typeof(KMeans), typeof(TextEvidence), typeof(Trainer)];
        var modules = new[] { typeof(DaRecAligner).Assembly, typeof(Backbone).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsAbstract && typeof(nn.Module).IsAssignableFrom(type));

        var covered = MetaCases.Parts.Keys.Concat(MetaCases.Backbones.Keys).Concat(MetaCases.Methods.Keys.Select(key => key.Type))
            .Concat(MetaCases.Inside);

        covered.Distinct().Should().BeEquivalentTo(modules.Concat(others), options => options.WithoutStrictOrdering());
    }
}
