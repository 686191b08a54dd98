using DaRec.Build;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Build;

/// <summary>What the package does in its users' builds.</summary>
public sealed class PackageTargetsTests : IDisposable
{
    private const string WithBackend = """{ "libraries": { "libtorch-cpu/2.10.0": {} } }""";

    private readonly MadeUpBuild _build = new();

    public void Dispose() => _build.Dispose();

    [Fact]
    public void Build_WeakensOnceAndSaysSo_WhereTheSystemLacksTheVersion()
    {
        string[] properties = [$"DaRecLibstdcxxFolders={_build.System("GLIBCXX_3.4.30")}"];

        var first = _build.Run(properties);
        var second = _build.Run(properties);

        _build.IsWeak.Should().BeTrue();
        first.ExitCode.Should().Be(0, first.Output);
        first.Output.Trim().Split('\n').Should().ContainSingle()
            .Which.Should().ContainAll(_build.Library, LibstdcxxRequirement.Version, "because", "DaRecWeakenLibstdcxx=never", "=always");
        second.Should().Be((0, ""));
    }

    [Theory]
    [InlineData("DaRecWeakenLibstdcxx=auto", LibstdcxxRequirement.Version)]
    [InlineData("DaRecWeakenLibstdcxx=never", "GLIBCXX_3.4.30")]
    public void Build_ChangesNothing_WhereTheSystemHasTheVersionOrTheStepIsOff(string setting, string newest)
    {
        var outcome = _build.Run([setting, $"DaRecLibstdcxxFolders={_build.System(newest)}"]);

        outcome.Should().Be((0, ""));
        _build.IsWeak.Should().BeFalse();
    }

    [Fact]
    public void Build_Weakens_WhereItIsForced()
    {
        var forced = "DaRecWeakenLibstdcxx=always";

        var outcome = _build.Run([forced, $"DaRecLibstdcxxFolders={_build.System(LibstdcxxRequirement.Version)}"]);

        outcome.Output.Should().Contain(_build.Library);
        _build.IsWeak.Should().BeTrue();
    }

    [Fact]
    public void Build_Weakens_WhereNoSystemIsFound()
    {
        var outcome = _build.Run([$"DaRecLibstdcxxFolders={Path.GetDirectoryName(_build.Library)}"]);

        outcome.Output.Should().Contain(_build.Library);
        _build.IsWeak.Should().BeTrue();
    }

    [Fact]
    public void Build_LooksAgain_WhenTheSystemChanges()
    {
        _build.Run([$"DaRecLibstdcxxFolders={_build.System(LibstdcxxRequirement.Version)}"]);

        var outcome = _build.Run([$"DaRecLibstdcxxFolders={_build.System("GLIBCXX_3.4.30")}"]);

        outcome.Output.Should().Contain(_build.Library);
        _build.IsWeak.Should().BeTrue();
    }

    [Fact]
    public void Build_NamesTheChoices_ForAnUnknownSetting()
    {
        var outcome = _build.Run(["DaRecWeakenLibstdcxx=yes"]);

        outcome.ExitCode.Should().NotBe(0);
        outcome.Output.Should().Contain("'yes'").And.Contain("auto, always or never");
    }

    [Theory]
    [InlineData(true, "Exe", "{}", "")]
    [InlineData(true, "Library</OutputType><IsTestProject>true</IsTestProject><OutputType>Library", "{}", "")]
    [InlineData(false, "Library", "{}", "")]
    [InlineData(false, "Exe", WithBackend, "")]
    [InlineData(false, "Exe", "{}", "DAREC001")]
    public void Build_Warns_WhereAnExecutableHasNoNativeTorch(bool warned, string output, string assets, string noWarn)
    {
        string[] properties = [$"OutputType={output}", "DaRecWeakenLibstdcxx=never", $"MSBuildWarningsAsMessages={noWarn}"];

        var outcome = _build.Run(properties, [("TorchSharp", "0.107.0")], assets);

        outcome.ExitCode.Should().Be(0, outcome.Output);
        outcome.Output.Contains("warning DAREC001", StringComparison.Ordinal).Should().Be(warned, outcome.Output);
        outcome.Output.Contains("dotnet add package TorchSharp-cpu --version 0.107.0", StringComparison.Ordinal).Should().Be(warned);
    }

    [Theory]
    [InlineData(false, "DaRec.Serving")]
    [InlineData(false, "DaRec.Serving", "DaRec.Text")]
    [InlineData(true, "DaRec.Text")]
    [InlineData(true, "DaRec.Serving", "DaRec.Recommenders")]
    public void Build_AsksNoServiceForANativeTorch_ThatHasNoTensors(bool warned, params string[] packages)
    {
        string[] properties = ["OutputType=Exe", "DaRecWeakenLibstdcxx=never"];

        var outcome = _build.Run(
            properties, [("TorchSharp", "0.107.0"), ("DaRec", "0.1.0"), .. packages.Select(package => (package, "0.1.0"))], "{}");

        outcome.ExitCode.Should().Be(0, outcome.Output);
        outcome.Output.Contains("warning DAREC001", StringComparison.Ordinal).Should().Be(warned, outcome.Output);
    }

    [Theory]
    [InlineData("0.1.0", true)]
    [InlineData("0.1.1", false)]
    public void Build_Fails_WherePackagesHaveDifferentVersions(string text, bool builds)
    {
        var packages = new[] { ("DaRec", "0.1.0"), ("DaRec.Text", text) };

        var outcome = _build.Run(["DaRecWeakenLibstdcxx=never"], packages);

        (outcome.ExitCode == 0).Should().Be(builds, outcome.Output);
        outcome.Output.Contains("error DAREC002", StringComparison.Ordinal).Should().Be(!builds);
        outcome.Output.Contains("DaRec 0.1.0, DaRec.Text 0.1.1", StringComparison.Ordinal).Should().Be(!builds);
    }
}
