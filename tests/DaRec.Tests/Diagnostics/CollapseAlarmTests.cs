using DaRec.Diagnostics;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics;

public sealed class CollapseAlarmTests
{
    [Fact]
    public void Alarm_IsSilent_ForRowsThatSpread()
    {
        var alarm = CollapseAlarm.Of(Tensors.Random(400, 8));

        alarm.IsRaised.Should().BeFalse(alarm.Message);
        alarm.ClustersInUse.Should().Be(8);
        alarm.Message.Should().StartWith("Not collapsed:");
    }

    [Fact]
    public void Alarm_IsRaised_WhereRowsAreNearlyTheSame()
    {
        var alarm = CollapseAlarm.Of(ones(100, 6).add(Tensors.Random(100, 6).mul(0.01)));

        alarm.IsRaised.Should().BeTrue();
        alarm.FirstDirectionShare.Should().BeGreaterThan(0.99);
        alarm.Message.Should().StartWith("Collapsed: nearly all rows point the same way");
    }

    [Fact]
    public void Alarm_IsRaised_WhereOneClusterHasNearlyAllRows()
    {
        // 95 of 100 rows at one place, the others far from it and each other: no single direction has nearly everything.
        var basis = eye(12, dtype: ScalarType.Float64);
        var rows = cat([basis[..1].expand(60, 12), basis[..1].neg().expand(1, 12), basis[1..].repeat([1, 1])], 0);

        var alarm = CollapseAlarm.Of(rows);

        alarm.LargestClusterShare.Should().BeGreaterThan(0.75);
        alarm.IsRaised.Should().BeTrue();
        alarm.Message.Should().Contain("in one cluster");
    }

    [Fact]
    public void Shares_AreEven_WhereClustersAre()
    {
        var centers = eye(4, dtype: ScalarType.Float64).repeat([10, 1]);

        var alarm = CollapseAlarm.Of(centers.add(Tensors.Random(40, 4).mul(0.01)), 4);

        alarm.LargestClusterShare.Should().Be(0.25);
        alarm.FirstDirectionShare.Should().BeApproximately(0.25, 0.01);
        alarm.ClustersInUse.Should().Be(4);
    }

    [Fact]
    public void Alarm_SeesNoScaleAndNoRotation()
    {
        var rows = Tensors.Random(60, 4).add(0.3);
        var turned = rows.mm(Tensors.Rotation(4)).mul(17);

        CollapseAlarm.Of(turned).FirstDirectionShare.Should().BeApproximately(CollapseAlarm.Of(rows).FirstDirectionShare, 1e-9);
        CollapseAlarm.Of(turned).LargestClusterShare.Should().Be(CollapseAlarm.Of(rows).LargestClusterShare);
    }

    [Fact]
    public void Alarm_RefusesFewerRowsThanClusters() => FluentActions.Invoking(() => CollapseAlarm.Of(Tensors.Random(7, 3)))
        .Should().Throw<ArgumentException>().WithMessage("*n ≥ 8*");

    [Fact]
    public void Alarm_LeavesNoTensorBehind()
    {
        var rows = Tensors.Random(30, 3);

        LiveTensors.LeftBy(() => CollapseAlarm.Of(rows)).Should().Be(0);
    }
}
