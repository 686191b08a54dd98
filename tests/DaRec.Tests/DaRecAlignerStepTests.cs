using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

/// <summary>Steps that are left out, λ, and what a resumed run goes on from.</summary>
public class DaRecAlignerStepTests
{
    private static readonly DaRecOptions Small = AlignerMaterial.AllTerms;

    [Fact]
    public void OtherSteps_AreLeftOut_AndThoseAlignedWeighMore()
    {
        using var material = new AlignerMaterial();
        var all = Small with { Sampling = new() { Size = null } };
        using var every = material.Create(all);
        using var third = material.Create(all with { Strength = all.Strength with { Every = 3 } });

        var steps = Enumerable.Range(0, 7).Select(_ => third.Align(material.UserRows, material.ItemRows)).ToArray();
        using var each = every.Align(material.UserRows, material.ItemRows);

        steps.Select(step => step.IsSkipped).Should().Equal(false, true, true, false, true, true, false);
        each.IsSkipped.Should().BeFalse();
        steps[0].ToValues().Should().BeEquivalentTo(each.ToValues(), options => options.Excluding(values => values.Total));
        steps[0].Total.ToDouble().Should().BeApproximately(3 * each.Total.ToDouble(), 1e-6);
        steps[1].ToValues().Should().BeEquivalentTo(new AlignmentValues
        {
            Orthogonality = 0,
            Uniformity = 0,
            GlobalStructure = 0,
            LocalStructure = 0,
            Total = 0,
            IsSkipped = true,
        });
    }

    [Fact]
    public void Total_CanBeDifferentiated_InEveryStep()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Strength = Small.Strength with { Every = 3 } });
        var items = material.ItemRows.Leaf();
        for (var step = 0; step < 4; step++)
        {
            items.grad = null;
            using var propagated = items.mul(items); // not a leaf, as after a backbone
            using var losses = aligner.Align(material.UserRows, propagated);

            losses.Total.backward();

            var moved = items.grad is { } gradient && gradient.abs().sum().ToDouble() > 0;
            moved.Should().Be(!losses.IsSkipped, $"step {step}");
        }
    }

    [Fact]
    public void SkippedTotal_AddsNothingToAnotherLossesGradient()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Strength = Small.Strength with { Every = 2 } });
        var items = material.ItemRows.Leaf();
        aligner.Align(material.UserRows, items).Dispose();

        using var losses = aligner.Align(material.UserRows, items);
        items.square().sum().add(losses.Total).backward();

        losses.IsSkipped.Should().BeTrue();
        Tensors.Difference(items.grad!, items.mul(2)).Should().Be(0);
    }

    [Fact]
    public void NoStepIsLeftOut_OutsideOfTraining()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Strength = Small.Strength with { Every = 3 } });
        IsSkipped().Should().BeFalse();

        aligner.eval();
        Enumerable.Range(0, 4).Select(_ => IsSkipped()).Should().AllBeEquivalentTo(false);

        aligner.train();
        IsSkipped().Should().BeTrue("evaluations do not count as steps");

        bool IsSkipped()
        {
            using var losses = aligner.Align(material.UserRows, material.ItemRows);
            return losses.IsSkipped;
        }
    }

    [Theory]
    [InlineData(5.0, 1)]
    [InlineData(2.5, 0.25)]
    [InlineData(20.0, 2)] // 16, but at most twice
    [InlineData(null, 1)]
    public void Weight_FallsWithTheSquareOfTheInteractions(double? referenceDensity, double factor)
    {
        using var material = new EvidenceData(interactionsPerItem: 5);
        using var aligner = material.Aligner(DaRecOptions.Default with { Strength = new() { Weight = 0.5, ReferenceDensity = referenceDensity, Every = 1 } });

        aligner.Evidence!.InteractionsPerItem.Should().Be(5);
        aligner.EffectiveWeight.Should().BeApproximately(0.5 * factor, 1e-12);
        using var losses = aligner.Align(Tensors.Random(80, EvidenceData.Dim, 1, ScalarType.Float32));
        losses.Total.ToDouble().Should().BeApproximately(aligner.EffectiveWeight * losses.GlobalStructure!.ToDouble(), 1e-5);
    }

    [Fact]
    public void Weight_IsZero_WhereTextsAreNoise()
    {
        using var material = new EvidenceData(interactionsPerItem: 5, noise: true);
        using var aligner = material.Aligner();

        aligner.Evidence!.InformationBits.Should().Be(0);
        aligner.EffectiveWeight.Should().Be(0);
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small with { Ranking = new() });
        using var plain = new DaRecAligner(8, material.Interactions, material.ItemTexts);

        // Users' saved weights must load in later versions.
        string[] heads =
        [
            .. from head in new[] { "collaborative_head", "language_head" }
               from part in new[] { "shared", "specific" }
               from layer in new[] { "0", "1" }
               from kind in new[] { "weight", "bias" }
               select $"{head}.{part}.{layer}.{kind}",
        ];
        aligner.state_dict().Keys.Should().BeEquivalentTo([.. heads, "steps", "generator", "text_evidence", "centers", "centers_kept"]);
        plain.state_dict().Keys.Should().BeEquivalentTo("steps", "text_evidence");
        plain.state_dict(prefix: "aligner").Keys.Should().BeEquivalentTo("aligner.steps", "aligner.text_evidence");
    }

    [Theory]
    [InlineData("all", 1, false)]
    [InlineData("all", 3, true)]
    [InlineData("paper-normalized", 2, false)]
    public void SavedAndReloaded_GoesOnBitForBit(string preset, int every, bool insideAnother)
    {
        using var material = new AlignerMaterial();
        using var folder = new TemporaryFolder();
        var options = AlignerMaterial.Of(preset) with { Ranking = new() { TextScoreWeight = 0.3 } };
        options = options with { Strength = options.Strength with { Every = every, ReferenceDensity = 5 } };
        using var unbroken = material.Create(options);
        using var resumed = material.Create(options, seed: 99);
        Run(unbroken, 4);
        Module(unbroken).save(folder["aligner.dat"]);
        var expected = Run(unbroken, 5);
        using var ranked = unbroken.Represent(material.UserRows, material.ItemRows);

        Run(resumed, 2); // whatever it did before is forgotten
        Module(resumed).load(folder["aligner.dat"]);

        Run(resumed, 5).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
        using var again = resumed.Represent(material.UserRows, material.ItemRows);
        Tensors.Difference(again.Users, ranked.Users).Should().Be(0);

        nn.Module Module(DaRecAligner aligner) => insideAnother ? new Parent(aligner) : aligner;

        AlignmentValues[] Run(DaRecAligner aligner, int steps) => [.. Enumerable.Range(0, steps).Select(_ =>
        {
            using var losses = aligner.Align(material.UserRows, material.ItemRows);
            return losses.ToValues();
        })];
    }

    [Fact]
    public void StateDict_TakesWhatALoadedDictionaryHolds()
    {
        using var material = new AlignerMaterial();
        using var first = material.Create(Small with { Strength = Small.Strength with { Every = 3 } });
        using var second = material.Create(Small with { Strength = Small.Strength with { Every = 3 } }, seed: 6);
        first.Align(material.UserRows, material.ItemRows).Dispose();

        second.load_state_dict(first.state_dict());

        using var losses = second.Align(material.UserRows, material.ItemRows);
        losses.IsSkipped.Should().BeTrue("the first step was taken before");
    }

    [Fact]
    public void StateDict_ChangesNothing()
    {
        using var material = new AlignerMaterial();
        using var asked = material.Create(Small);
        using var left = material.Create(Small);

        for (var step = 0; step < 3; step++)
        {
            asked.state_dict();
            using var one = asked.Align(material.UserRows, material.ItemRows);
            using var other = left.Align(material.UserRows, material.ItemRows);
            one.ToValues().Should().BeEquivalentTo(other.ToValues());
        }
    }

    [Fact]
    public void ResetClusters_StartsKMeansAnew()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small);
        aligner.Align(material.UserRows, material.ItemRows).Dispose();
        aligner.state_dict()["centers_kept"].ToInt64().Should().Be(1);

        aligner.ResetClusters();

        aligner.state_dict()["centers_kept"].ToInt64().Should().Be(0);
    }

    private sealed class Parent : nn.Module
    {
        private readonly DaRecAligner _child;

        public Parent(DaRecAligner child)
            : base(nameof(Parent))
        {
            _child = child;
            RegisterComponents();
        }

        public DaRecAligner Child => _child;
    }
}
