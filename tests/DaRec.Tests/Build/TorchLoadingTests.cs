using DaRec.Build;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Build;

public sealed class TorchLoadingTests
{
    [Fact]
    public void Sum_IsRight_OnceNativeTorchHasLoaded()
    {
        using var sum = torch.ones(2, 2).sum();

        sum.item<float>().Should().Be(4f);
    }

    [LinuxFact]
    public void NativeLibrary_StillRequiresTheVersion_OrTheBuildStepCanGo()
    {
        var copy = Path.GetTempFileName();
        try
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so"), copy, overwrite: true);

            var outcome = LibstdcxxRequirement.Weaken(copy);

            outcome.Should().BeOneOf(RequirementOutcome.Weakened, RequirementOutcome.AlreadyWeak);
            LibstdcxxRequirement.Weaken(copy).Should().Be(RequirementOutcome.AlreadyWeak);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
