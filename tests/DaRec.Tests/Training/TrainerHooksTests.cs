using DaRec.Data;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

/// <summary>The parts of a training that come from outside: optimizers, backbones and text methods.</summary>
public class TrainerHooksTests
{
    private static readonly TrainerOptions Quick = new() { MaxEpochs = 4, EvaluateEvery = 2, LearningRate = 0.02, Cutoff = 5 };

    [Fact]
    public void Optimizer_MovesTheWeights_AsItsOwnRuleSays()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data.Train);
        using var twin = Create(data.Train);
        var options = Quick with { MaxEpochs = 1, BatchSize = 10_000, Optimizer = parameters => optim.SGD(parameters, 0.5) };
        var batch = new TripletSampler(data.Train, options.Seed).Epoch(10_000).Single();
        twin.Loss(twin.Propagate(twin.Ids), batch).backward();
        var expected = twin.Ids.detach().sub(twin.Ids.grad!.mul(0.5));

        using var result = new Trainer(backbone, data, options).Train();

        Tensors.Difference(backbone.Ids, expected).Should().BeLessThan(1e-7);
        Tensors.Difference(expected, twin.Ids).Should().BePositive();
    }

    [Fact]
    public void Optimizer_OfTheSameRule_GivesNearlyTheSameWeights()
    {
        using var own = Ranked(Quick);
        using var torch = Ranked(Quick with { LearningRate = 1, Optimizer = parameters => optim.Adam(parameters, 0.02) });

        Tensors.Difference(torch.Users, own.Users).Should().BeLessThan(1e-4);
    }

    [Fact]
    public void Optimizer_GetsAllParameters_AndIsDisposed()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data.Train);
        using var method = new Scale();
        var parameters = new List<Parameter>();
        var options = Quick with
        {
            Optimizer = all =>
            {
                parameters.AddRange(all);
                return optim.RMSProp(all, 0.01, momentum: 0.5);
            },
        };
        var trainer = new Trainer(backbone, data, options, method);

        LiveTensors.ShouldStay(2, () => trainer.Train());
        parameters.Take(2).Should().Equal((Parameter)backbone.Ids, method.Factor);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Constructor_Throws_ForModulesThatDoNotRegisterTheirParameters(bool isBackbone)
    {
        using var data = PlantedBlocks.Create();
        using Backbone backbone = isBackbone ? new Forgetful(data.Train) : Create(data.Train);
        using TextMethod method = isBackbone ? new NoTexts() : new Scale(registers: false);

        var create = () => new Trainer(backbone, data, Quick, method);

        var type = isBackbone ? nameof(Forgetful) : nameof(Scale);
        create.Should().Throw<ArgumentException>()
            .WithMessage($"Expected {type} to have registered its parameters, got none*RegisterComponents()*")
            .WithParameterName(isBackbone ? "backbone" : "textMethod");
    }

    [Fact]
    public void Train_RanksByRank_AndTrainsByRepresent()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data.Train);
        using var method = new Scale();

        using var result = new Trainer(backbone, data, Quick, method).Train();

        Tensors.Difference(cat([result.Users, result.Items], 0), backbone.Ids.mul(3)).Should().BeLessThan(1e-6);
        method.Represented.Should().Be(method.Steps).And.BePositive();
    }

    [Fact]
    public void Propagation_OfAnOwnBackbone_DisposesAndMovesItsFurtherTensors()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = new Smoothed(data.Train);

        LiveTensors.ShouldStay(2, () => backbone.Propagate(backbone.Ids));
        using var result = new Trainer(backbone, data, Quick).Train();

        result.Epochs.Select(epoch => epoch.Loss).Should().OnlyContain(loss => double.IsFinite(loss)).And.BeInDescendingOrder();
        backbone.Seen.Should().BeGreaterThan(Quick.MaxEpochs);
    }

    private static TrainingResult Ranked(TrainerOptions options)
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data.Train);
        return new Trainer(backbone, data, options).Train();
    }

    private static MatrixFactorization Create(Interactions train)
    {
        using var generator = new Generator(7);
        return new MatrixFactorization(train, 8, generator: generator);
    }

    private sealed class Forgetful(Interactions train) : PairwiseBackbone(nameof(Forgetful), train, 8, new BackboneOptions(), null)
    {
        public override Propagation Propagate(Tensor ids) => new() { Embeddings = ids.alias() };
    }

    /// <summary>Its loss has a term of a second table, which its propagation brings along.</summary>
    private sealed class Smoothed : PairwiseBackbone
    {
        public Smoothed(Interactions train)
            : base(nameof(Smoothed), train, 8, new BackboneOptions(), null) => RegisterComponents();

        public int Seen { get; private set; }

        public override Propagation Propagate(Tensor ids)
        {
            using var scope = NewDisposeScope();
            return new Pair { Embeddings = ids.mul(1), Second = ids.mul(0.5).add(0) }.MoveToOuterDisposeScope();
        }

        protected override Tensor? OwnTerms(Propagation propagation, TripletBatch batch)
        {
            Seen++;
            return ((Pair)propagation).Second.square().mean();
        }

        private sealed class Pair : Propagation
        {
            public required Tensor Second { get; init; }

            protected override IEnumerable<Tensor> Others => [Second];
        }
    }

    /// <summary>Multiplies what the loss sees by a weight of its own, and what is ranked by 3.</summary>
    private sealed class Scale : TextMethod
    {
        [ComponentName(Name = "factor")]
        private readonly Parameter _factor = new(ones(1));

        public Scale(bool registers = true)
            : base(nameof(Scale))
        {
            if (registers)
            {
                RegisterComponents();
            }
        }

        public Parameter Factor => _factor;

        public int Represented { get; private set; }

        public int Steps { get; private set; }

        public override Tensor Represent(Tensor embeddings)
        {
            Represented++;
            return embeddings.mul(_factor);
        }

        public override Tensor Rank(Tensor embeddings) => embeddings.mul(3);

        public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
        {
            Steps++;
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _factor.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
