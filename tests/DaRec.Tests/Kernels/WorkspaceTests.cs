using DaRec.Kernels;
using DaRec.Losses;
using DaRec.Recommenders.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Kernels;

public unsafe class WorkspaceTests
{
    [Fact]
    public void Take_IsAligned_AndGivesBlocksAgain()
    {
        nint first;
        using (var workspace = new Workspace())
        {
            first = (nint)workspace.Take<double>(5000);
            (first % Workspace.Alignment).Should().Be(0);
        }

        using var next = new Workspace();
        ((nint)next.Take<double>(4990)).Should().Be(first);
    }

    [Fact]
    public void Take_HasNoLimitOfTwoGigabytes()
    {
        using var workspace = new Workspace();
        const long count = (1L << 31) + 5;

        var bytes = workspace.Take<byte>(count);
        bytes[count - 1] = 7;

        bytes[count - 1].Should().Be(7);
    }

    [Fact]
    public void Take_NamesTheSize_WhereThereIsNoMemory()
    {
        using var workspace = new Workspace();

        var take = () => { workspace.Take<double>(1L << 55); };

        take.Should().Throw<InsufficientMemoryException>().WithMessage("*block of 274877906944 MB*");
    }

    [Fact]
    public void Blocks_ThatWait_AreBounded()
    {
        for (var repeat = 0; repeat < 3; repeat++)
        {
            using var workspace = new Workspace();
            for (var block = 0; block < 5; block++)
            {
                workspace.Take<byte>(90 << 20);
            }
        }

        NativeBlocks.Kept.Should().BeInRange(1, NativeBlocks.MostKept);
    }

    [Fact]
    public void Blocks_AreNobodyElses_WhileTheyAreTaken()
    {
        var collisions = 0;

        Parallel.For(0, 200, number =>
        {
            using var workspace = new Workspace();
            var memory = (nint)workspace.Take<int>(3000);
            new Span<int>((int*)memory, 3000).Fill(number);
            Thread.SpinWait(1000);
            Interlocked.Add(ref collisions, new Span<int>((int*)memory, 3000).ContainsAnyExcept(number) ? 1 : 0);
        });

        collisions.Should().Be(0);
    }

    [Theory]
    [InlineData(16, 1 << 20, 16)]
    [InlineData(16, 64 << 20, 4)]
    [InlineData(16, 32 << 20, 8)]
    [InlineData(16, 1L << 31, 4)]
    [InlineData(3, 1L << 31, 3)]
    public void Parts_ShrinkAsCopiesGrow(int wanted, long bytes, int expected) => Workspace.Parts(wanted, bytes).Should().Be(expected);

    [Fact]
    public void InfoNce_TakesHalfAMillionCandidates()
    {
        using var scope = NewDisposeScope();
        var (anchors, candidates) = (Tensors.Random(3072, 64, 1, ScalarType.Float32), rand(530_000, 64).sub_(0.5).requires_grad_());
        using var loss = new InfoNceLoss();

        var value = loss.call(anchors, anchors, candidates);

        // Almost orthogonal to all: e^(cos/τ) has a mean of 1 + ½ (1/τ)²/d, give or take.
        var alike = 1 / loss.Temperature;
        value.ToDouble().Should().BeApproximately(Math.Log(530_000) + (0.5 * alike * alike / 64) - alike, 0.05);
        var gradient = autograd.grad([value], [candidates])[0];
        gradient.norm().ToDouble().Should().BePositive();
    }

    [Fact]
    public void GlobalStructure_TakesWideRows()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Tensors.Random(780, 3400, 1, ScalarType.Float32), Tensors.Random(780, 3400, 2, ScalarType.Float32));
        var dense = new GlobalStructureLoss(kernel: LossKernel.Dense);

        var (value, gradient, _) = GlobalStructureSweep<float>.ValueAndGradient(a, b, 1.0 / (780 * 780), (true, false));

        var expected = Tensors.Differentiate(x => dense.call(x, b), a);
        Tensors.RelativeDifference(value, expected.Value).Should().BeLessThan(1e-4);
        Tensors.RelativeDifference(gradient!, expected.Gradient).Should().BeLessThan(1e-3);
    }
}
