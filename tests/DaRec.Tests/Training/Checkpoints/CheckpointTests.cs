using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace DaRec.Tests.Training.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private const string Method = "paper-normalized";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var backbone in ResumedRun.Backbones.Keys)
            {
                foreach (var method in ResumedRun.TextMethods.Keys)
                {
                    pairs.Add(backbone, method);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Load_GoesOnToTheSameBits_FromEachEpoch(string backbone, string method)
    {
        var unbroken = ResumedRun.Of(backbone, method);
        var saved = ResumedRun.Of(backbone, method, after: (trainer, epoch) => trainer.Save(_folder[$"{epoch}"]));

        saved.Should().Be(unbroken, "saving changes nothing");
        for (var epoch = 1; epoch <= ResumedRun.Options.MaxEpochs; epoch++)
        {
            var resumed = ResumedRun.Of(
                backbone, method, before: trainer => trainer.Load(_folder[$"{epoch}"]).Epoch.Should().Be(epoch));

            resumed.Bytes.Should().Be(unbroken.Bytes, "epoch {0} was the last one", epoch);
            resumed.Figures.Should().Be(unbroken.Figures);
        }
    }

    [Fact]
    public void Load_GoesOnToTheSameBits_FromARunThatWasResumedItself()
    {
        var unbroken = ResumedRun.Of(nameof(AutoCf), Method);
        Break(1, null);
        Break(2, _folder["1"]);
        Break(3, _folder["2"]);

        ResumedRun.Of(nameof(AutoCf), Method, before: trainer => trainer.Load(_folder["3"])).Should().Be(unbroken);

        void Break(int end, string? from)
        {
            var run = () => ResumedRun.Of(
                nameof(AutoCf),
                Method,
                before: trainer => _ = from is null ? null : trainer.Load(from),
                after: (trainer, epoch) =>
                {
                    if (epoch == end)
                    {
                        trainer.Save(_folder[$"{end}"]);
                        throw new OperationCanceledException();
                    }
                });
            run.Should().Throw<OperationCanceledException>();
        }
    }

    [Fact]
    public void Load_KeepsTheBestEpoch_AndThePatience()
    {
        var options = ResumedRun.Options with { MaxEpochs = 100, Stop = new() { Patience = 2, Growth = 1 }, LearningRate = 1e-30 }; // nothing moves: epoch 1 is best
        var unbroken = ResumedRun.Of(nameof(LightGcn), "none", after: (trainer, epoch) => trainer.Save(_folder[$"{epoch}"]), options: options);

        var resumed = ResumedRun.Of(nameof(LightGcn), "none", before: trainer => trainer.Load(_folder["3"]), options: options);

        unbroken.Figures.Should().EndWith("\n1").And.Contain("\n4 ").And.NotContain("\n5 ");
        resumed.Should().Be(unbroken);
    }

    [Fact]
    public void Load_AllowsMoreEpochs()
    {
        ResumedRun.Of(nameof(LightGcn), Method, after: (trainer, epoch) => trainer.Save(_folder["file"]));
        var more = ResumedRun.Options with { MaxEpochs = 6 };

        var resumed = ResumedRun.Of(nameof(LightGcn), Method, before: trainer => trainer.Load(_folder["file"]), options: more);

        resumed.Should().Be(ResumedRun.Of(nameof(LightGcn), Method, options: more));
    }

    [Theory]
    [InlineData("adamw")]
    [InlineData("sgd")]
    public void Load_GoesOnToTheSameBits_WithAnOptimizerOfTorchSharp(string name)
    {
        var options = ResumedRun.Options with
        {
            Optimizer = name == "sgd"
                ? parameters => torch.optim.SGD(parameters, 0.1, momentum: 0.9)
                : parameters => torch.optim.AdamW(parameters, 0.02, weight_decay: 0.01, amsgrad: true),
        };
        var unbroken = ResumedRun.Of(
            nameof(LightGcn), Method, after: (trainer, epoch) => trainer.Save(_folder[$"{epoch}"]), options: options);

        for (var epoch = 1; epoch < 4; epoch++)
        {
            ResumedRun.Of(nameof(LightGcn), Method, before: trainer => trainer.Load(_folder[$"{epoch}"]), options: options)
                .Should().Be(unbroken);
        }
    }

    [Fact]
    public void Save_Throws_WhereNoTrainingIsUnderWay()
    {
        var act = () => ResumedRun.Of(nameof(LightGcn), "none", before: trainer => trainer.Save(_folder["file"]));

        act.Should().Throw<InvalidOperationException>().WithMessage("Expected a training under way*");
        Directory.GetFiles(_folder.Root).Should().BeEmpty();
    }

    [Fact]
    public void Save_Throws_WithAnOptimizerThatCannotSay()
    {
        using var weight = new Parameter(torch.zeros(1));
        using var optimizer = new TorchOptimizer(new NoOptimizer([weight]));

        FluentActions.Invoking(optimizer.GetState).Should().Throw<NotSupportedException>().WithMessage("*got NoOptimizer*");
    }

    [Fact]
    public void SaveAndLoad_LeaveNoTensors()
    {
        Run(); // static caches fill on the first call

        LiveTensors.LeftBy(Run).Should().Be(0);

        void Run()
        {
            ResumedRun.Of(nameof(AutoCf), "default", after: (trainer, epoch) => trainer.Save(_folder[$"{epoch}"]));
            ResumedRun.Of(nameof(AutoCf), "default", before: trainer => trainer.Load(_folder["2"]));
        }
    }

    public void Dispose() => _folder.Dispose();

    private sealed class NoOptimizer(IEnumerable<Parameter> own) : torch.optim.Optimizer(0)
    {
        public override IEnumerable<Parameter> parameters() => own;
    }
}
