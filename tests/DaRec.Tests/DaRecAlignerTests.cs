using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

public class DaRecAlignerTests
{
    private static readonly DaRecOptions Small = AlignerMaterial.AllTerms;

    public static TheoryData<string> Presets => ["all", "paper", "paper-normalized"];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Total_IsTheWeightedSumOfTheTerms(string preset)
    {
        using var material = new AlignerMaterial();
        var options = AlignerMaterial.Of(preset);
        using var aligner = material.Create(options with
        {
            Strength = options.Strength with { Weight = 0.5 },
            Orthogonality = new() { Weight = 1 },
            Uniformity = options.Uniformity! with { Weight = 2 },
            GlobalStructure = options.GlobalStructure! with { Weight = 3 },
            LocalStructure = options.LocalStructure! with { Weight = 4 },
        });

        using var losses = aligner.Align(material.UserRows, material.ItemRows);

        var values = losses.ToValues();
        var expected = 0.5 * (values.Orthogonality + 2 * values.Uniformity + 3 * values.GlobalStructure + 4 * values.LocalStructure);
        values.Total.Should().BeApproximately(expected!.Value, 1e-5 * Math.Abs(expected.Value));
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
        using var material = new AlignerMaterial();
        var options = Small with { Sampling = new() { Size = 20, From = source } };
        var table = cat([material.UserRows, material.ItemRows], 0);

        var apart = Tensors.Differentiate(
            x => material.Create(options).Align(
                x.narrow(0, 0, AlignerMaterial.Users), x.narrow(0, AlignerMaterial.Users, AlignerMaterial.Items)).Total,
            table);
        var whole = Tensors.Differentiate(x => material.Create(options).Align(x).Total, table);

        Tensors.Difference(whole.Value, apart.Value).Should().Be(0);
        Tensors.Difference(whole.Gradient, apart.Gradient).Should().BeLessThan(1e-7);
    }

    [Fact]
    public void Terms_EqualTheReference_OnIdentityHeads()
    {
        // Shared parts are the rows themselves; every row is taken, so that the reference sees what the aligner sees.
        var (rows, texts) = (Tensors.Random(15, 8, 1), Tensors.Random(15, 8, 2));
        foreach (var normalized in new[] { true, false })
        {
            var paper = normalized ? AlignerMaterial.PaperNormalized : AlignerMaterial.Paper;
            using var language = FrozenEmbeddings.FromTensor(texts);
            using var aligner = new DaRecAligner(
                8,
                Interactions.FromPairs([], [], 0, 15),
                language,
                options: paper with
                {
                    Sampling = new() { Size = null },
                    Heads = new()
                    {
                        Width = 8,
                        Collaborative = new() { Shape = HeadShape.Identity },
                        Language = new() { Shape = HeadShape.Identity },
                    },
                    LocalStructure = new() { ClusterCount = 3 },
                },
                generator: new Generator(5)).to(ScalarType.Float64);
            var (ours, theirs) = (SpecificOf(aligner, "collaborative_head", rows), SpecificOf(aligner, "language_head", texts));

            using var losses = aligner.Align(rows);

            var values = losses.ToValues();
            values.Orthogonality.Should().BeApproximately(
                NaiveLosses.Orthogonality(rows.ToArray(), ours) + NaiveLosses.Orthogonality(texts.ToArray(), theirs), 1e-10);
            values.Uniformity.Should().BeApproximately(
                NaiveLosses.Uniformity(ours, 2, true, normalized) + NaiveLosses.Uniformity(theirs, 2, true, normalized), 1e-10);
            values.GlobalStructure.Should().BeApproximately(
                NaiveLosses.GlobalStructure(rows.ToArray(), texts.ToArray(), normalized, normalized), normalized ? 1e-10 : 1e-8);
        }

        static double[,] SpecificOf(DaRecAligner aligner, string head, Tensor rows)
        {
            var state = aligner.state_dict();
            var hidden = nn.functional.leaky_relu(
                nn.functional.linear(rows, state[$"{head}.specific.0.weight"], state[$"{head}.specific.0.bias"]), 0.01);
            return nn.functional.linear(hidden, state[$"{head}.specific.1.weight"], state[$"{head}.specific.1.bias"]).ToArray();
        }
    }

    [Fact]
    public void Neighborhoods_EqualTheReference_OnEmbeddingsOfItems()
    {
        using var material = new AlignerMaterial(ScalarType.Float64);
        using var aligner = material.Create(DaRecOptions.Default with { Sampling = new() { Size = null } });

        using var losses = aligner.Align(material.UserRows, material.ItemRows);

        losses.GlobalStructure!.ToDouble().Should().BeApproximately(
            NaiveLosses.Neighborhood(material.ItemRows.ToArray(), material.ItemTextRows.ToArray(), 0.1, center: true), 1e-10);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Gradient_MatchesFiniteDifferences_ThroughTheWholeAligner(string preset)
    {
        var options = AlignerMaterial.Of(preset);
        using var texts = FrozenEmbeddings.FromTensor(Tensors.Random(10, 12, 2));
        FiniteDifferences.ShouldMatchGradient(
            x =>
            {
                // A fresh aligner each time: same weights, same clusters.
                using var aligner = new DaRecAligner(
                    8,
                    Interactions.FromPairs([], [], 0, 10),
                    texts,
                    options: options with { Sampling = new() { Size = null } },
                    generator: new Generator(5)).to(ScalarType.Float64);
                using var losses = aligner.Align(x);
                return losses.Total.alias();
            },
            Tensors.Random(10, 8));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void SameGeneratorState_GivesTheSameResult(string preset)
    {
        using var material = new AlignerMaterial();

        Run().Should().BeEquivalentTo(Run(), options => options.WithStrictOrdering());

        AlignmentValues[] Run()
        {
            using var aligner = material.Create(AlignerMaterial.Of(preset));
            return [.. Enumerable.Range(0, 3).Select(_ =>
            {
                using var losses = aligner.Align(material.UserRows, material.ItemRows);
                return losses.ToValues();
            })];
        }
    }

    [Fact]
    public void Steps_DrawDifferentRows()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small);

        using var first = aligner.Align(material.UserRows, material.ItemRows);
        using var second = aligner.Align(material.UserRows, material.ItemRows);

        first.GlobalStructure!.ToDouble().Should().NotBe(second.GlobalStructure!.ToDouble());
    }

    [Theory]
    [InlineData(RowSource.Items)]
    [InlineData(RowSource.Users)]
    [InlineData(RowSource.Both)]
    public void Gradient_ReachesTheDrawnSideAlone(RowSource source)
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Sampling = new() { Size = 20, From = source } });
        var (users, items) = (material.UserRows.Leaf(), material.ItemRows.Leaf());

        using var losses = aligner.Align(users, items);
        losses.Total.backward();

        var (movedUsers, movedItems) = (MovedRows(users), MovedRows(items));
        (movedUsers + movedItems).Should().Be(20);
        (movedUsers > 0).Should().Be(source != RowSource.Items);
        (movedItems > 0).Should().Be(source != RowSource.Users);
    }

    [Fact]
    public void Rows_ComeFromTheSideThatHasTexts_WhenNothingElseIsAsked()
    {
        using var material = new AlignerMaterial();
        var (users, items) = (material.UserRows.Leaf(), material.ItemRows.Leaf());
        using var aligner = new DaRecAligner(AlignerMaterial.Width, material.Interactions, userTexts: material.UserTexts);

        using var losses = aligner.Align(users, items);
        losses.Total.backward();

        MovedRows(users).Should().Be(AlignerMaterial.Users);
        MovedRows(items).Should().Be(0);
        aligner.Evidence.Should().BeNull();
        aligner.EffectiveWeight.Should().Be(0.03);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Gradient_ReachesEveryHead(string preset)
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(AlignerMaterial.Of(preset));

        using var losses = aligner.Align(material.UserRows, material.ItemRows);
        losses.Total.backward();

        aligner.named_parameters().Should().NotBeEmpty();
        foreach (var (name, parameter) in aligner.named_parameters())
        {
            parameter.grad.Should().NotBeNull(name);
            parameter.grad!.isfinite().all().ToBoolean().Should().BeTrue(name);
        }
    }

    [Fact]
    public void Heads_ExistOnlyWhereSomethingNeedsThem()
    {
        using var material = new AlignerMaterial();

        ParametersOf(DaRecOptions.Default).Should().Be(0);
        ParametersOf(Small with { Ranking = new() { Mode = RankingMode.SummedHeads } }).Should().Be(16);
        ParametersOf(DaRecOptions.Default with
        {
            Heads = new() { Width = AlignerMaterial.Width },
            Ranking = new() { Mode = RankingMode.InjectedTexts },
        }).Should().Be(8, "the language head alone");
        ParametersOf(DaRecOptions.Default with
        {
            GlobalStructure = new NeighborhoodOptions { Input = GlobalStructureInput.SharedParts },
        }).Should().Be(8, "the collaborative head alone");

        int ParametersOf(DaRecOptions options)
        {
            using var aligner = material.Create(options);
            return aligner.parameters().Count();
        }
    }

    [Fact]
    public void Values_ReadAsALineForALog()
    {
        var values = new AlignmentValues { GlobalStructure = 1.16528, Total = 0.1 };

        values.ToString().Should().Be("global structure 1.1653, total 0.1000");
        new AlignmentValues { Total = 0, IsSkipped = true }.ToString().Should().Be("left out");
    }

    [Fact]
    public void TermsThatAreOff_AreNull()
    {
        using var material = new AlignerMaterial();
        using var some = material.Create(DaRecOptions.Default);
        using var none = material.Create(DaRecOptions.Default with { GlobalStructure = null });
        var items = material.ItemRows.Leaf();

        using var losses = some.Align(material.UserRows, items);
        using var nothing = none.Align(material.UserRows, items);
        nothing.Total.backward();

        losses.Orthogonality.Should().BeNull();
        losses.Uniformity.Should().BeNull();
        losses.LocalStructure.Should().BeNull();
        losses.GlobalStructure!.ToDouble().Should().BePositive();
        nothing.Total.ToDouble().Should().Be(0);
        MovedRows(items).Should().Be(0);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void FastAndDenseKernels_GiveTheSameTerms(string preset)
    {
        using var material = new AlignerMaterial(ScalarType.Float64);

        var fast = Run(LossKernel.Fast);
        Run(LossKernel.Dense).Should().BeApproximately(fast, 1e-10 * Math.Max(1, Math.Abs(fast)));

        double Run(LossKernel kernel)
        {
            using var aligner = material.Create(AlignerMaterial.Of(preset) with { Kernel = kernel }).to(ScalarType.Float64);
            using var losses = aligner.Align(material.UserRows, material.ItemRows);
            return losses.Total.ToDouble();
        }
    }

    [Fact]
    public void TextsOfAFile_GiveWhatTheTensorGives()
    {
        using var material = new AlignerMaterial();
        using var folder = new TemporaryFolder();
        using var half = FrozenEmbeddings.FromTensor(material.ItemTextRows.to(ScalarType.Float16));
        NpyFile.Write(folder["texts.npy"], material.ItemTextRows.to(ScalarType.Float16));
        using var file = FrozenEmbeddings.Open(folder["texts.npy"]);

        ValuesWith(file).Should().BeEquivalentTo(ValuesWith(half));

        AlignmentValues ValuesWith(FrozenEmbeddings texts)
        {
            using var aligner = new DaRecAligner(
                AlignerMaterial.Width, material.Interactions, texts, options: Small, generator: new Generator(5));
            using var losses = aligner.Align(material.UserRows, material.ItemRows);
            return losses.ToValues();
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Align_LeavesItsScalarsAlone(string preset)
    {
        // Warm starts keep two tensors of centres from step to step; without them a call leaves its results alone.
        using var material = new AlignerMaterial();
        var options = AlignerMaterial.Of(preset);
        using var aligner = material.Create(options with { LocalStructure = options.LocalStructure! with { WarmStart = false } });
        var (users, items) = (material.UserRows.Leaf(), material.ItemRows.Leaf());

        LiveTensors.ShouldStay(5, () => aligner.Align(users, items));
    }

    [Fact]
    public void Steps_KeepTheNumberOfLiveTensors()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Strength = Small.Strength with { Every = 2 } });
        var (users, items) = (material.UserRows.Leaf(), material.ItemRows.Leaf());
        Step();
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
            using var losses = aligner.Align(users, items);
            losses.Total.backward();
        }
    }

    [Fact]
    public void Losses_BelongToTheCallersScope()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Strength = Small.Strength with { Every = 2 } });
        var table = cat([material.UserRows, material.ItemRows], 0);

        using var outer = NewDisposeScope();
        for (var step = 0; step < 4; step++)
        {
            AlignmentLosses losses;
            using (NewDisposeScope())
            {
                losses = step % 2 == 0 ? aligner.Align(material.UserRows, material.ItemRows) : aligner.Align(table);
            }

            losses.Total.IsInvalid.Should().BeTrue();
        }

        outer.DisposablesCount.Should().Be(0);
    }

    private static int MovedRows(Tensor leaf) => leaf.grad is null ? 0 : (int)leaf.grad.abs().sum(1L).gt(0).sum().ToInt64();
}
