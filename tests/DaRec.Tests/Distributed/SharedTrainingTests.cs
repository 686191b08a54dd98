using DaRec.Distributed;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Distributed;

/// <summary>Processes that train together come to the weights, losses and metrics of one.</summary>
public class SharedTrainingTests
{
    private static readonly TrainerOptions Plain = new()
    {
        MaxEpochs = 4,
        EvaluateEvery = 2,
        Cutoff = 5,
        BatchSize = 37, // shares that differ, and a rest

        // Adam would divide what rounding leaves of a zero by itself.
        Optimizer = parameters => optim.SGD(parameters, 0.5),
    };

    [Theory]
    [InlineData("mf", 2)]
    [InlineData("mf", 4)]
    [InlineData("lightgcn", 2)]
    [InlineData("lightgcn", 4)]
    public void Train_OfProcesses_EqualsOne_InFloat64(string model, int size) => ShouldEqualOne(model, "darec", size, ScalarType.Float64, 1e-12);

    [Theory]
    [InlineData("mf", "darec", 2)]
    [InlineData("lightgcn", "darec", 4)]
    [InlineData("lightgcn", "none", 3)]
    [InlineData("lightgcn", "unshared", 2)]
    [InlineData("lightgcn", "rlmrec", 2)]
    [InlineData("sgl", "none", 2)]
    [InlineData("simgcl", "none", 2)]
    [InlineData("dccf", "none", 2)]
    [InlineData("lightccf", "darec", 2)]
    [InlineData("autocf", "none", 2)]
    [InlineData("softmax", "none", 3)]
    public void Train_OfProcesses_EqualsOne_InFloat32(string model, string method, int size) => ShouldEqualOne(model, method, size, ScalarType.Float32, 5e-6);

    [Fact]
    public void Train_WithAdam_KeepsTheWeightsOfAllProcessesTheSame()
    {
        var options = Plain with { Optimizer = null, LearningRate = 0.01 };

        var runs = ProcessThreads.Run(3, processes => Run("lightgcn", "darec", ScalarType.Float32, processes, options));

        runs.Should().AllSatisfy(run => run.Users.bytes.ToArray().Should().Equal(runs[0].Users.bytes.ToArray()));
        runs[0].Losses[^1].Should().BeLessThan(runs[0].Losses[0]);
    }

    [Fact]
    public void Train_StartsFromTheFirstsWeights_WhateverTheOthersSeeds()
    {
        var runs = ProcessThreads.Run(2, processes => Run("lightgcn", "darec", ScalarType.Float32, processes, Plain, seed: processes.Rank));

        runs[1].Users.bytes.ToArray().Should().Equal(runs[0].Users.bytes.ToArray());
    }

    [Fact]
    public void Train_Throws_WhereSettingsDiffer()
    {
        var errors = ProcessThreads.Run(2, processes => Record.Exception(() =>
            Run("mf", "none", ScalarType.Float32, processes, Plain with { Seed = processes.Rank })));

        errors.Should().AllSatisfy(error => error.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("same data and settings"));
    }

    [Fact]
    public void Train_HasFewerTripletsThanProcesses()
    {
        var options = Plain with { MaxEpochs = 1, BatchSize = 2, Optimizer = parameters => optim.SGD(parameters, 0.05) };
        var alone = Run("softmax", "none", ScalarType.Float32, null, options);

        var runs = ProcessThreads.Run(4, processes => Run("softmax", "none", ScalarType.Float32, processes, options));

        runs.Should().AllSatisfy(run => Tensors.Difference(run.Users, alone.Users).Should().BeLessThan(2e-5));
    }

    [Fact]
    public void Trainer_RefusesATextMethodOfAnotherCommunicator()
    {
        var errors = ProcessThreads.Run(2, processes => Record.Exception(() =>
        {
            using var data = PlantedBlocks.Create(texts: true);
            using var backbone = new MatrixFactorization(data.Train, 8);
            using var method = new DaRecAlignment(backbone, data, communicator: processes);
            return new Trainer(backbone, data, textMethod: method);
        }));

        errors.Should().AllSatisfy(error => error.Should().BeOfType<ArgumentException>().Which.ParamName.Should().Be("communicator"));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 4)]
    public void Load_GoesOn_WithAnotherNumberOfProcesses(int before, int after)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Root, "run.checkpoint");
        var whole = Run("lightgcn", "darec", ScalarType.Float32, null, Plain with { MaxEpochs = 6 });
        ProcessThreads.Run(before, processes => Run("lightgcn", "darec", ScalarType.Float32, processes, Plain with { MaxEpochs = 3 }, save: path));

        // The others have no file, as on another machine.
        var runs = ProcessThreads.Run(after, processes => Run(
            "lightgcn", "darec", ScalarType.Float32, processes, Plain with { MaxEpochs = 6 }, load: processes.Rank == 0 ? path : null));

        runs.Should().AllSatisfy(run =>
        {
            run.Losses.Zip(whole.Losses).Should().AllSatisfy(pair => pair.First.Should().BeApproximately(pair.Second, 1e-5));
            Tensors.Difference(run.Users, whole.Users).Should().BeLessThan(1e-5);
        });
    }

    private static void ShouldEqualOne(string model, string method, int size, ScalarType dtype, double tolerance)
    {
        var alone = Run(model, method, dtype, null, Plain);

        var runs = ProcessThreads.Run(size, processes => Run(model, method, dtype, processes, Plain));

        runs.Should().AllSatisfy(run =>
        {
            run.Losses.Zip(alone.Losses).Should().AllSatisfy(pair => pair.First.Should().BeApproximately(pair.Second, tolerance * Math.Max(1, Math.Abs(pair.Second))));
            run.Recalls.Should().Equal(alone.Recalls);
            Tensors.Difference(run.Users, alone.Users).Should().BeLessThan(tolerance);
        });
    }

    private static SharedRun Run(
        string model,
        string method,
        ScalarType dtype,
        ICommunicator? processes,
        TrainerOptions options,
        int seed = 0,
        string? save = null,
        string? load = null)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var generator = new Generator((ulong)(3 + seed));
        using var backbone = Create(model, data, generator);
        using TextMethod? text = method switch
        {
            "darec" => new DaRecAlignment(backbone, data, Options, generator, processes),
            "unshared" => new DaRecAlignment(backbone, data, Options, generator),
            "rlmrec" => new RlmRecContrastive(backbone, data, generator: generator),
            _ => null,
        };
        backbone.to(dtype);
        text?.to(dtype);
        var trainer = new Trainer(backbone, data, options, text, processes);
        if (load is not null)
        {
            trainer.Load(load);
        }

        using var result = trainer.Train(save is null ? null : new Saver(trainer, save));
        return new SharedRun
        {
            Users = result.Users.clone(),
            Losses = [.. result.Epochs.Select(epoch => epoch.Loss), .. result.Epochs.SelectMany(epoch => epoch.Alignment.Select(term => term.Value))],
            Recalls = [.. result.Epochs.Where(epoch => epoch.Validation is not null).Select(epoch => epoch.Validation!.Recall[5])],
        };
    }

    private static DaRecOptions Options => DaRecOptions.Default with
    {
        Sampling = new() { Size = 25 },
        Strength = new() { Every = 1, ReferenceDensity = null, Weight = 0.1 },
        Uniformity = new() { Weight = 0.1 },
        Heads = new() { Width = 8 },
        Ranking = new() { TextScoreWeight = 0 },
    };

    private static Backbone Create(string model, Dataset data, Generator generator) => model switch
    {
        "mf" => new MatrixFactorization(data.Train, 8, generator: generator),
        "lightgcn" => new LightGcn(data.Train, 8, generator: generator),
        "softmax" => new MatrixFactorization(
            data.Train, 8, new BackboneOptions { RankingLoss = new() { Kind = DaRec.Recommenders.Losses.RankingLossKind.SampledSoftmax } }, generator),
        "sgl" => new Sgl(data.Train, 8, generator: generator),
        "simgcl" => new SimGcl(data.Train, 8, generator: generator),
        "dccf" => new Dccf(data.Train, 8, generator: generator),
        "lightccf" => new LightCcf(data.Train, 8, generator: generator),
        _ => new AutoCf(data.Train, 8, generator: generator),
    };

    private sealed class SharedRun
    {
        public required Tensor Users { get; init; }

        public required double[] Losses { get; init; }

        public required double[] Recalls { get; init; }
    }

    private sealed class Saver(Trainer trainer, string path) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => trainer.Save(path);
    }
}
