using DaRec.Internal;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Internal;

public sealed class NativeTorchTests
{
    [Theory]
    [InlineData(typeof(DllNotFoundException))]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(EntryPointNotFoundException))]
    [InlineData(typeof(BadImageFormatException))]
    public void Load_NamesThePackageToAdd_WhereThereIsNoLibtorch(Type failure)
    {
        var inner = (Exception)Activator.CreateInstance(failure)!;

        var load = () => NativeTorch.Load(() => throw inner, () => false);

        var thrown = load.Should().Throw<TorchMissingException>()
            .WithMessage("Expected a native libtorch*dotnet add package TorchSharp-cpu --version 0.107.0*").Which;
        thrown.InnerException.Should().BeSameAs(inner);
        thrown.Should().BeAssignableTo<DllNotFoundException>("that is what callers caught before");
    }

    [Fact]
    public void Load_SaysThatTheSystemIsTooOld_WhereLibtorchIsThere()
    {
        var load = () => NativeTorch.Load(() => throw new DllNotFoundException(), () => true);

        load.Should().Throw<TorchMissingException>().WithMessage("*though libtorch is there*libstdc++*");
    }

    [Fact]
    public void Load_LeavesOtherFailuresAsTheyAre()
    {
        var load = () => NativeTorch.Load(() => throw new TimeoutException(), () => false);

        load.Should().Throw<TimeoutException>();
    }

    [Fact]
    public void Loaded_ReturnsTheName_WhereLibtorchLoads() => NativeTorch.Loaded("a name").Should().Be("a name");
}
