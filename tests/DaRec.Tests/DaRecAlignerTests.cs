using DaRec.Clustering;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Evidence;
using DaRec.Losses;
using DaRec.Sampling;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

public class DaRecAlignerTests
{
    private const int Users = 30;
    private const int Items = 40;
    private const int Dim = 8;
    private const int LanguageDim = 12;

    private static readonly DaRecOptions Small = DaRecOptions.Default with
    {
        SharedWidth = Dim,
        SampleSize = 20,
        ClusterCount = 4,
        AlignEvery = 1,
        OrthogonalityWeight = 0.1,
        UniformityWeight = 0.1,
        LocalStructureWeight = 0.1,
    };

    private static readonly DaRecOptions SmallPaper = DaRecOptions.Paper with { SharedWidth = Dim, SampleSize = 20, ClusterCount = 4 };

    public static TheoryData<string> Presets => ["default", "paper"];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Total_IsTheWeightedSumOfTheTerms(string preset)
    {
        var options = Preset(preset) with
        {
            AlignmentWeight = 0.5,
            OrthogonalityWeight = 1,
            UniformityWeight = 2,
            GlobalStructureWeight = 3,
            LocalStructureWeight = 4,
        };
        using var aligner = Aligner(options);

        using var losses = aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2));

        var values = losses.ToValues();
        var expected = 0.5 * (values.Orthogonality + 2 * values.Uniformity + 3 * values.GlobalStructure + 4 * values.LocalStructure);
        values.Total.Should().BeApproximately(expected, 1e-6);
        values.Orthogonality.Should().BeInRange(0, 2);
        values.Uniformity.Should().BeNegative();
        values.GlobalStructure.Should().BePositive();
        values.LocalStructure.Should().BePositive();
    }

    [Theory]
    [InlineData(RowSource.Items)]
    [InlineData(RowSource.Users)]
    [InlineData(RowSource.Both)]
    public void OneTable_GivesWhatUsersAndItemsApartGive(RowSource source)
    {
        var options = Small with { SharedWidth = 32, SampleFrom = source };
        var table = Tensors.Random(70, 32, 1, ScalarType.Float32);
        using var userTexts = FrozenEmbeddings.FromTensor(Tensors.Random(30, 8, 2, ScalarType.Float32));
        using var itemTexts = FrozenEmbeddings.FromTensor(Tensors.Random(40, 8, 3, ScalarType.Float32));

        var apart = Tensors.Differentiate(
            x => Create().call(x.narrow(0, 0, 30), x.narrow(0, 30, 40), userTexts, itemTexts).Total, table);
        var whole = Tensors.Differentiate(x => Create().call(x, 30, userTexts, itemTexts).Total, table);

        Tensors.Difference(whole.Value, apart.Value).Should().Be(0);
        Tensors.Difference(whole.Gradient, apart.Gradient).Should().BeLessThan(1e-7);

        DaRecAligner Create() => new(32, 8, options, new Generator(5));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(71)]
    public void OneTable_Throws_WhenThereAreNotSoManyUsers(long userCount)
    {
        using var aligner = new DaRecAligner(32, 8);

        var call = () => aligner.call(Tensors.Random(70, 32, 1, ScalarType.Float32), userCount, null, null);

        call.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*[0, 70]*").WithParameterName("userCount");
    }

    [Fact]
    public void Terms_EqualTheReference_OnIdentityHeads()
    {
        // Shared parts are the rows themselves; every row is taken, so that the reference sees what the aligner sees.
        using var aligner = Aligner(SmallPaper with
        {
            SampleSize = null,
            CollaborativeHead = HeadShape.Identity,
            LanguageHead = HeadShape.Identity,
            ClusterCount = 3,
        }, languageDim: Dim).to(ScalarType.Float64);
        var (ours, texts) = (Tensors.Random(15, Dim, 1), Tensors.Random(15, Dim, 2));
        var (oursSpecific, textsSpecific) = (SpecificOf("collaborative_head", ours), SpecificOf("language_head", texts));

        using var losses = aligner.call(ours, texts);

        var values = losses.ToValues();
        values.Orthogonality.Should().BeApproximately(
            NaiveLosses.Orthogonality(ours.ToArray(), oursSpecific) + NaiveLosses.Orthogonality(texts.ToArray(), textsSpecific), 1e-10);
        values.Uniformity.Should().BeApproximately(
            NaiveLosses.Uniformity(oursSpecific, 2, true, true) + NaiveLosses.Uniformity(textsSpecific, 2, true, true), 1e-10);
        values.GlobalStructure.Should().BeApproximately(
            NaiveLosses.GlobalStructure(ours.ToArray(), texts.ToArray(), true, true), 1e-10);

        double[,] SpecificOf(string head, Tensor rows)
        {
            var state = aligner.state_dict();
            var hidden = nn.functional.leaky_relu(
                nn.functional.linear(rows, state[$"{head}.specific.0.weight"], state[$"{head}.specific.0.bias"]), 0.01);
            return nn.functional.linear(hidden, state[$"{head}.specific.1.weight"], state[$"{head}.specific.1.bias"]).ToArray();
        }
    }

    [Fact]
    public void GlobalStructure_EqualsTheReference_OnEmbeddingsOfItems()
    {
        using var aligner = Aligner(Small with { SampleSize = null }).to(ScalarType.Float64);
        var (users, items) = (Tensors.Random(Users, Dim, 1), Tensors.Random(Items, Dim, 2));
        var texts = Tensors.Random(Items, LanguageDim, 3);
        using var itemTexts = FrozenEmbeddings.FromTensor(texts);

        using var losses = aligner.call(users, items, null, itemTexts);

        losses.GlobalStructure.ToDouble()
            .Should().BeApproximately(NaiveLosses.Neighborhood(items.ToArray(), texts.ToArray(), 0.1, center: true), 1e-10);
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences_ThroughTheWholeAligner()
    {
        foreach (var options in new[] { Small, SmallPaper })
        {
            var texts = Tensors.Random(10, LanguageDim, 2);

            FiniteDifferences.ShouldMatchGradient(
                x =>
                {
                    // A fresh aligner each time: same weights, same clusters.
                    using var aligner = Aligner(options with { SampleSize = null }).to(ScalarType.Float64);
                    using var losses = aligner.call(x, texts);
                    return losses.Total.alias();
                },
                Tensors.Random(10, Dim));
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void SameGeneratorState_GivesTheSameResult(string preset)
    {
        AlignmentValues[] Run()
        {
            using var aligner = Aligner(Preset(preset));
            return [.. Enumerable.Range(0, 3).Select(_ =>
            {
                using var losses = aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2));
                return losses.ToValues();
            })];
        }

        Run().Should().Equal(Run());
    }

    [Fact]
    public void Steps_DrawDifferentRows()
    {
        using var aligner = Aligner(Small);

        using var first = aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2));
        using var second = aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2));

        first.GlobalStructure.ToDouble().Should().NotBe(second.GlobalStructure.ToDouble());
    }

    [Theory]
    [InlineData(RowSource.Items)]
    [InlineData(RowSource.Users)]
    [InlineData(RowSource.Both)]
    public void Gradient_ReachesTheDrawnSideAlone(RowSource source)
    {
        using var aligner = Aligner(Small with { SampleFrom = source });
        var (users, items) = (Rows(Users, Dim).Leaf(), Rows(Items, Dim, 2).Leaf());
        using var texts = new Texts();

        using var losses = aligner.call(users, items, texts.OfUsers, texts.OfItems);
        losses.Total.backward();

        var (movedUsers, movedItems) = (MovedRows(users), MovedRows(items));
        (movedUsers + movedItems).Should().Be(20);
        (movedUsers > 0).Should().Be(source != RowSource.Items);
        (movedItems > 0).Should().Be(source != RowSource.Users);
    }

    [Fact]
    public void Gradient_ReachesEveryHeadWithAWeight()
    {
        using var aligner = Aligner(SmallPaper);

        using var losses = aligner.call(Rows(50, Dim).Leaf(), Rows(50, LanguageDim, 2));
        losses.Total.backward();

        foreach (var (name, parameter) in aligner.named_parameters())
        {
            parameter.grad.Should().NotBeNull(name);
            parameter.grad!.isfinite().all().ToBoolean().Should().BeTrue(name);
        }
    }

    [Fact]
    public void TermsOfWeightZero_AreZero()
    {
        using var aligner = Aligner(Small with { OrthogonalityWeight = 0, UniformityWeight = 0, LocalStructureWeight = 0 });

        using var losses = aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2));

        losses.ToValues().Should().BeEquivalentTo(
            new { Orthogonality = 0.0, Uniformity = 0.0, LocalStructure = 0.0 });
        losses.GlobalStructure.ToDouble().Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void FastAndDenseKernels_GiveTheSameTerms(string preset)
    {
        AlignmentValues Run(LossKernel kernel)
        {
            using var aligner = Aligner(Preset(preset) with { Kernel = kernel }).to(ScalarType.Float64);
            using var losses = aligner.call(Tensors.Random(50, Dim), Tensors.Random(50, LanguageDim, 2));
            return losses.ToValues();
        }

        Run(LossKernel.Fast).Total.Should().BeApproximately(Run(LossKernel.Dense).Total, 1e-10);
    }

    [Fact]
    public void FrozenEmbeddings_OfAFile_GiveWhatTheTensorGives()
    {
        using var folder = new TemporaryFolder();
        var texts = Rows(50, LanguageDim, 2).to(ScalarType.Float16);
        NpyFile.Write(folder["texts.npy"], texts);
        using var file = FrozenEmbeddings.Open(folder["texts.npy"]);
        using var first = Aligner(Small);
        using var second = Aligner(Small);

        using var fromFile = first.call(Rows(50, Dim), file);
        using var fromTensor = second.call(Rows(50, Dim), texts);

        fromFile.ToValues().Should().Be(fromTensor.ToValues());
    }

    [Fact]
    public void OtherSteps_AreLeftOut_AndThoseAlignedWeighMore()
    {
        using var every = Aligner(Small with { SampleSize = null });
        using var third = Aligner(Small with { SampleSize = null, AlignEvery = 3 });
        var (ours, texts) = (Rows(50, Dim).Leaf(), Rows(50, LanguageDim, 2));

        var steps = Enumerable.Range(0, 7).Select(_ => third.call(ours, texts)).ToArray();
        using var each = every.call(ours, texts);

        steps.Select(step => step.IsSkipped).Should().Equal(false, true, true, false, true, true, false);
        each.IsSkipped.Should().BeFalse();
        steps[0].ToValues().Should().Be(each.ToValues() with { Total = steps[0].Total.ToDouble() });
        steps[0].Total.ToDouble().Should().BeApproximately(3 * each.Total.ToDouble(), 1e-6);
        steps[1].ToValues().Should().Be(new AlignmentValues(0, 0, 0, 0, 0));
        steps[1].Total.requires_grad.Should().BeFalse();
    }

    [Fact]
    public void Losses_BelongToTheCallersScope()
    {
        using var aligner = Aligner(Small with { AlignEvery = 2 });
        using var texts = new Texts();
        var (users, items) = (Rows(Users, Dim), Rows(Items, Dim, 2));
        var table = cat([users, items], 0);
        Func<AlignmentLosses>[] calls =
        [
            () => aligner.call(users, items, null, texts.OfItems),
            () => aligner.call(table, Users, null, texts.OfItems),
            () => aligner.call(items, texts.OfItems),
        ];

        using var outer = NewDisposeScope();
        foreach (var call in calls.Concat(calls))
        {
            AlignmentLosses losses;
            using (NewDisposeScope())
            {
                losses = call();
            }

            losses.Total.IsInvalid.Should().BeTrue();
        }

        outer.DisposablesCount.Should().Be(0);
    }

    [Fact]
    public void NoStepIsLeftOut_OutsideOfTraining()
    {
        using var aligner = Aligner(Small with { AlignEvery = 3 });
        var (ours, texts) = (Rows(50, Dim), Rows(50, LanguageDim, 2));
        aligner.call(ours, texts).IsSkipped.Should().BeFalse();

        aligner.eval();
        Enumerable.Range(0, 4).Select(_ => aligner.call(ours, texts).IsSkipped).Should().AllBeEquivalentTo(false);

        aligner.train();
        aligner.call(ours, texts).IsSkipped.Should().BeTrue("evaluations do not count as steps");
    }

    [Theory]
    [InlineData(5.0, 1)]
    [InlineData(2.5, 0.25)]
    [InlineData(20.0, 2)] // 16, but at most twice
    [InlineData(null, 1)]
    public void Weight_FallsWithTheSquareOfTheInteractions(double? referenceDensity, double factor)
    {
        using var material = new EvidenceData(interactionsPerItem: 5);
        using var aligner = Aligner(Small with { AlignmentWeight = 0.5, ReferenceDensity = referenceDensity }, material.Fitted);

        material.Fitted.InteractionsPerItem.Should().Be(5);
        aligner.AlignmentWeight.Should().BeApproximately(0.5 * factor, 1e-12);
        using var losses = aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2));
        var values = losses.ToValues();
        var sum = values.GlobalStructure + (0.1 * (values.Orthogonality + values.Uniformity + values.LocalStructure));
        values.Total.Should().BeApproximately(aligner.AlignmentWeight * sum, 1e-5);
    }

    [Fact]
    public void Weight_IsZero_WhereTextsAreNoise()
    {
        using var material = new EvidenceData(interactionsPerItem: 5, noise: true);
        using var aligner = Aligner(Small, material.Fitted);

        material.Fitted.Information.Should().Be(0);
        aligner.AlignmentWeight.Should().Be(0);
    }

    [Fact]
    public void Weight_IsThatOfTheOptions_WithoutEvidence()
    {
        using var aligner = Aligner(Small with { AlignmentWeight = 0.5 });

        aligner.AlignmentWeight.Should().Be(0.5);
    }

    [Fact]
    public void Represent_AppendsWhatTheTextsSay_OutsideOfTraining()
    {
        using var material = new EvidenceData(interactionsPerItem: 5);
        using var aligner = Aligner(Small with { TextScoreWeight = 0.3 }, material.Fitted);
        var ours = Rows(EvidenceData.UserCount + EvidenceData.ItemCount, Dim);
        var (users, items) = material.Fitted.Append(
            ours.narrow(0, 0, EvidenceData.UserCount), ours.narrow(0, EvidenceData.UserCount, EvidenceData.ItemCount), 0.3);

        Tensors.Difference(aligner.Represent(ours), ours).Should().Be(0, "it is in training");
        aligner.eval();
        Tensors.Difference(aligner.Represent(ours), cat([users, items], 0)).Should().Be(0);
        new Action(() => aligner.Represent(Rows(9, Dim))).Should().Throw<ArgumentException>().WithMessage("*got 9 rows*TextScoreWeight to 0*");

        using var without = Aligner(Small with { TextScoreWeight = 0 }, material.Fitted);
        without.eval();
        Tensors.Difference(without.Represent(ours), ours).Should().Be(0);
    }

    [Fact]
    public void Constructor_Throws_WhenTheEvidenceIsOfOtherTexts()
    {
        using var material = new EvidenceData(interactionsPerItem: 5);

        new Action(() => _ = new DaRecAligner(Dim, 7, Small, evidence: material.Fitted)).Should().Throw<ArgumentException>()
            .WithMessage("Expected evidence of the texts that are aligned, 7 wide, got 12*").WithParameterName("evidence");
    }

    [Fact]
    public void InjectAndRepresent_GiveTheirInput_WhenTheBackboneRanks()
    {
        using var aligner = Aligner(Small);
        using var texts = new Texts();
        var ids = Rows(Users + Items, Dim);

        using var injected = aligner.Inject(ids, texts.OfUsers, texts.OfItems);
        using var represented = aligner.Represent(ids);

        Tensors.Difference(injected, ids).Should().Be(0);
        Tensors.Difference(represented, ids).Should().Be(0);
    }

    [Fact]
    public void Inject_AddsSharedTexts_ToTheRowsThatHaveThem()
    {
        using var aligner = Aligner(Small with { Ranking = Ranking.Injected });
        using var texts = new Texts();
        var ids = Rows(Users + Items, Dim);

        using var injected = aligner.Inject(ids, null, texts.OfItems);

        var added = injected.sub(ids);
        added.narrow(0, 0, Users).abs().max().ToDouble().Should().Be(0);
        added.narrow(0, Users, Items).abs().sum(1L).min().ToDouble().Should().BePositive();
    }

    [Theory]
    [InlineData(HeadFusion.Concatenate, 2 * Dim)]
    [InlineData(HeadFusion.Sum, Dim)]
    public void Represent_JoinsTheParts_WhenHeadsRank(HeadFusion fusion, long width)
    {
        using var aligner = Aligner(Small with { Ranking = Ranking.Heads, HeadFusion = fusion });

        using var represented = aligner.Represent(Rows(50, Dim));

        represented.shape.Should().Equal(50, width);
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var aligner = Aligner(Small);

        // Users' saved weights must load in later versions.
        string[] expected =
        [
            .. from head in new[] { "collaborative_head", "language_head" }
               from part in new[] { "shared", "specific" }
               from layer in new[] { "0", "1" }
               from kind in new[] { "weight", "bias" }
               select $"{head}.{part}.{layer}.{kind}",
        ];
        aligner.state_dict().Keys.Should().BeEquivalentTo(expected);
    }

    [Fact]
    public void StateDict_DoesNotChange_AfterAStep()
    {
        using var aligner = Aligner(Small);
        var keys = aligner.state_dict().Keys.ToArray();

        using (aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2)))
        {
        }

        aligner.state_dict().Keys.Should().Equal(keys);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Call_LeavesFiveLiveTensors(string preset)
    {
        // Warm starts keep two tensors of centres from step to step; without them a call leaves its results alone.
        using var aligner = Aligner(Preset(preset) with { KMeansWarmStart = false });
        using var texts = new Texts();
        var (users, items) = (Rows(Users, Dim).Leaf(), Rows(Items, Dim, 2).Leaf());

        LiveTensors.ShouldStay(5, () => aligner.call(users, items, texts.OfUsers, texts.OfItems));
    }

    [Fact]
    public void Steps_KeepTheNumberOfLiveTensors()
    {
        using var aligner = Aligner(Small);
        using var texts = new Texts();
        var (users, items) = (Rows(Users, Dim).Leaf(), Rows(Items, Dim, 2).Leaf());
        Step();

        LiveTensors.LeftBy(() =>
        {
            for (var step = 0; step < 20; step++)
            {
                Step();
            }
        }).Should().Be(0);

        void Step()
        {
            using var scope = NewDisposeScope();
            using var losses = aligner.call(users, items, texts.OfUsers, texts.OfItems);
            losses.Total.backward();
        }
    }

    [Fact]
    public void InjectAndRepresent_LeaveOneLiveTensor()
    {
        using var injecting = Aligner(Small with { Ranking = Ranking.Injected });
        using var ranking = Aligner(Small with { Ranking = Ranking.Heads });
        using var texts = new Texts();
        var ids = Rows(Users + Items, Dim).Leaf();

        LiveTensors.ShouldStay(1, () => injecting.Inject(ids, texts.OfUsers, texts.OfItems));
        LiveTensors.ShouldStay(1, () => ranking.Represent(ids));
    }

    [Fact]
    public void Call_Throws_WhenTheLanguageHasOtherRows()
    {
        using var aligner = Aligner(Small);

        var call = () => aligner.call(Rows(50, Dim), Rows(49, LanguageDim));

        call.Should().Throw<ArgumentException>().WithMessage("*(50, 12), got (49, 12)*");
    }

    [Fact]
    public void Call_Throws_WhenTextsOfTheSourceAreMissing()
    {
        using var aligner = Aligner(Small with { SampleFrom = RowSource.Both });
        using var texts = new Texts();

        var call = () => aligner.call(Rows(Users, Dim), Rows(Items, Dim), null, texts.OfItems);

        call.Should().Throw<ArgumentNullException>().WithMessage("*drawn from Both*SampleFrom*").WithParameterName("userLanguage");
    }

    [Fact]
    public void Call_Throws_WhenThereAreFewerRowsThanClusters()
    {
        using var aligner = Aligner(Small with { ClusterCount = 30 });

        var call = () => aligner.call(Rows(50, Dim), Rows(50, LanguageDim));

        call.Should().Throw<ArgumentException>().WithMessage("*ClusterCount = 30 rows, got 20*");
    }

    [Fact]
    public void Call_Throws_WhenTheTableWasDisposed()
    {
        using var aligner = Aligner(Small);
        var table = Rows(50, Dim);
        table.Dispose();

        var call = () => aligner.call(table, Rows(50, LanguageDim));

        call.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Call_Throws_WhenElementTypesDiffer()
    {
        using var aligner = Aligner(Small);

        var call = () => aligner.call(Tensors.Random(50, Dim), Tensors.Random(50, LanguageDim));

        call.Should().Throw<ArgumentException>().WithMessage("*the aligner's weights (Float32), got Float64*")
            .WithParameterName("collaborative");
    }

    [Fact]
    public void Call_Throws_WhenRowsAreNotFinite()
    {
        using var aligner = Aligner(Small with { SampleSize = null });
        var rows = Rows(50, Dim);
        rows[3, 2] = double.NaN;

        var call = () => aligner.call(rows, Rows(50, LanguageDim));

        call.Should().Throw<ArgumentException>().WithMessage("*finite rows*");
    }

    [Fact]
    public void Inject_Throws_WhenThereAreMoreTextsThanIds()
    {
        using var aligner = Aligner(Small with { Ranking = Ranking.Injected });
        using var texts = new Texts();

        var inject = () => aligner.Inject(Rows(20, Dim), null, texts.OfItems);

        inject.Should().Throw<ArgumentException>().WithMessage("*(20, 12), got (40, 12)*");
    }

    [Fact]
    public void Constructor_Throws_WhenInjectedWidthsDiffer()
    {
        var create = () => Aligner(Small with { Ranking = Ranking.Injected, SharedWidth = 5 });

        create.Should().Throw<ArgumentException>().WithMessage("*SharedWidth 8*got 5*");
    }

    [Fact]
    public void Matching_CanBeOptimal()
    {
        using var aligner = Aligner(SmallPaper with { Matching = MatchingMethod.Optimal });

        using var losses = aligner.call(Rows(50, Dim), Rows(50, LanguageDim, 2));

        losses.LocalStructure.ToDouble().Should().BePositive();
    }

    private static DaRecOptions Preset(string name) => name == "paper" ? SmallPaper : Small;

    private static DaRecAligner Aligner(DaRecOptions options, TextEvidence evidence) =>
        new(Dim, LanguageDim, options, new Generator(5), evidence: evidence);

    private static DaRecAligner Aligner(DaRecOptions options, long languageDim = LanguageDim) =>
        new(Dim, languageDim, options, new Generator(5));

    private static Tensor Rows(long n, long d, ulong seed = 1) => Tensors.Random(n, d, seed, ScalarType.Float32);

    private static int MovedRows(Tensor leaf) => leaf.grad is null ? 0 : (int)leaf.grad.abs().sum(1L).gt(0).sum().ToInt64();

    private sealed class Texts : IDisposable
    {
        public FrozenEmbeddings OfUsers { get; } = FrozenEmbeddings.FromTensor(Rows(Users, LanguageDim, 3));

        public FrozenEmbeddings OfItems { get; } = FrozenEmbeddings.FromTensor(Rows(Items, LanguageDim, 4));

        public void Dispose()
        {
            OfUsers.Dispose();
            OfItems.Dispose();
        }
    }
}
