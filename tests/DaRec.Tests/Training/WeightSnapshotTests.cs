using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Models;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

public class WeightSnapshotTests
{
    [Fact]
    public void Restore_PutsBackWhatWasTakenLast()
    {
        using var model = new MatrixFactorization(SmallGraph.Train, 5);
        using var snapshot = new WeightSnapshot([model]);
        Fill(model, 2);
        snapshot.Take();
        Fill(model, 3);

        snapshot.Restore();

        model.Ids.ToVector().Should().OnlyContain(value => value == 2);
        model.Ids.requires_grad.Should().BeTrue();
    }

    [Fact]
    public void Snapshot_HoldsOneTensorAWeight_UntilDisposed()
    {
        using var model = new MatrixFactorization(SmallGraph.Train, 5);

        LiveTensors.ShouldStay(1, () => new WeightSnapshot([model]));
    }

    private static void Fill(Backbone model, double value)
    {
        using var noGrad = no_grad();
        model.Ids.fill_(value);
    }
}
