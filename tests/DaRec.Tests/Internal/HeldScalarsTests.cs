using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Tests.Internal;

/// <summary>
/// TorchSharp hands a <see cref="Scalar"/>'s address to libtorch and needs the object no more. A collection during the call lets the
/// finaliser free what libtorch reads. In a process of its own, this fails about once in 10⁴ calls (TorchSharp 0.107):
/// <code>
/// var thread = new Thread(() => { while (true) { GC.Collect(0); GC.WaitForPendingFinalizers(); } }) { IsBackground = true };
/// thread.Start();
/// var x = torch.ones(4);
/// while (true) { using var y = x.mul(1.5); }   // "false INTERNAL ASSERT FAILED at c10/core/Scalar.h"
/// </code>
/// </summary>
public sealed class HeldScalarsTests
{
    [Fact]
    public void Scalars_KeepTheirType()
    {
        Held(2).Type.Should().Be(ScalarType.Int64);
        Held(2L).Type.Should().Be(ScalarType.Int64);
        Held(2.5f).ToDouble().Should().Be(2.5);
        Held(2.5).Type.Should().Be(ScalarType.Float64);
        Held(true).Type.Should().Be(ScalarType.Bool);
    }

    [Fact]
    public void Scalars_LiveThroughACollection_AndNotForEver()
    {
        var last = Weak(0);
        Collect();
        last.IsAlive.Should().BeTrue();

        for (var number = 1; number <= 64; number++)
        {
            Weak(number);
        }

        Collect();
        last.IsAlive.Should().BeFalse();

        // Not inlined: the caller's frame would keep the scalar.
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Weak(int number) => new(Held(number));

        static void Collect()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [Fact]
    public void Training_GoesOn_BesideAThreadThatCollects()
    {
        var isOver = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using var data = PlantedBlocks.Create(texts: true);
            foreach (var options in new[] { DaRecOptions.Default, AlignerMaterial.PaperNormalized })
            {
                using var generator = new Generator(3);
                using var backbone = new LightGcn(data.Train, 8, generator: generator);
                using var texts = new DaRecAlignment(
                    backbone, data, options with { Sampling = new() { Size = 20 } }, generator);
                using var result = new Trainer(backbone, data, new TrainerOptions { MaxEpochs = 40 }, texts).Train();

                result.Epochs.Should().HaveCount(40);
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            collector.Join();
        }
    }
}
