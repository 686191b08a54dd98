using System.Runtime.InteropServices;
using DaRec.Internal;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests;

public class TorchDeviceTests
{
    private static readonly CudaSupport None = new() { DeviceCount = 0, System = OSPlatform.Linux };
    private static readonly CudaSupport Two = new() { DeviceCount = 2, HasBackend = true, HasDriver = true };

    [Fact]
    public void Parse_GivesTheProcessor_WithoutLookingForCuda()
    {
        var device = TorchDevice.Parse("cpu", () => throw new InvalidOperationException("asked"));

        device.type.Should().Be(DeviceType.CPU);
        device.ToString().Should().Be("cpu");
    }

    [Theory]
    [InlineData("cuda", 0)]
    [InlineData("cuda:0", 0)]
    [InlineData("cuda:1", 1)]
    [InlineData("auto", 0)]
    public void Parse_GivesAGpuWithItsNumber_WhereThereIsOne(string name, int number)
    {
        var device = TorchDevice.Parse(name, () => Two);

        device.type.Should().Be(DeviceType.CUDA);
        device.index.Should().Be(number);
        device.ToString().Should().Be($"cuda:{number}");
    }

    [Fact]
    public void Parse_Auto_GivesTheProcessor_WithoutAGpu() =>
        TorchDevice.Parse("auto", () => None).type.Should().Be(DeviceType.CPU);

    [Theory]
    [InlineData("")]
    [InlineData("meta")]
    [InlineData("mps")]
    [InlineData("CUDA")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda: 1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:99999999999")]
    [InlineData("cpu:1")]
    [InlineData("gpu")]
    [InlineData(" cpu")]
    public void Parse_Refuses_OtherNames(string name)
    {
        var parse = () => TorchDevice.Parse(name, () => Two);

        parse.Should().Throw<ArgumentException>().WithParameterName("name")
            .WithMessage($"Expected cpu, cuda, cuda:N with N from 0, or auto as a device, got '{name}'.*");
    }

    [Theory]
    [InlineData("cuda:7", 2, "Expected cuda:0 to cuda:1, got 'cuda:7'; nvidia-smi lists the GPUs*CUDA_VISIBLE_DEVICES*")]
    [InlineData("cuda:1", 1, "Expected cuda:0, the only GPU here, got 'cuda:1'*")]
    public void Parse_Refuses_AGpuThatIsNotThere(string name, int count, string message)
    {
        var parse = () => TorchDevice.Parse(name, () => Two with { DeviceCount = count });

        parse.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Parse_Refuses_Null() => FluentActions.Invoking(() => TorchDevice.Parse(null!)).Should().Throw<ArgumentNullException>();

    [Theory]
    [InlineData("LINUX", false, false, "package TorchSharp-cuda-linux 0.107.0 in place of TorchSharp-cpu", "No NVIDIA driver was found either")]
    [InlineData("LINUX", false, true, "-p:TorchBackend=cuda", "An NVIDIA driver is there")]
    [InlineData("WINDOWS", false, true, "package TorchSharp-cuda-windows 0.107.0", "An NVIDIA driver is there")]
    [InlineData("LINUX", true, false, "Expected an NVIDIA driver", "libtorch has CUDA")]
    [InlineData("LINUX", true, true, "Expected a GPU", "an NVIDIA driver is there")]
    [InlineData("OSX", false, false, "macOS, where libtorch has no CUDA", "use cpu")]
    public void Parse_SaysInOneLine_WhatIsMissing(string system, bool hasBackend, bool hasDriver, string first, string second)
    {
        var support = None with { System = OSPlatform.Create(system), HasBackend = hasBackend, HasDriver = hasDriver };

        var parse = () => TorchDevice.Parse("cuda:1", () => support);

        parse.Should().Throw<NotSupportedException>().Which.Message.Should()
            .ContainAll("'cuda:1'", first, second).And.NotContain("\n");
    }

    [Fact]
    public void Parse_AgreesWithLibtorch_OnThisMachine()
    {
        var count = torch.cuda.is_available() ? torch.cuda.device_count() : 0;

        TorchDevice.Parse("auto").type.Should().Be(count > 0 ? DeviceType.CUDA : DeviceType.CPU);
        if (count == 0)
        {
            FluentActions.Invoking(() => TorchDevice.Parse("cuda")).Should().Throw<NotSupportedException>();
        }
        else
        {
            TorchDevice.Parse("cuda").index.Should().Be(0);
        }
    }

    [Fact]
    public void Describe_NamesTheDevice_AndTheThreadsOfTheProcessor()
    {
        DaRec.Tests.Testing.Threads.With(2, () => TorchDevice.Describe(torch.CPU).Should().Be("cpu, 2 threads"));
        DaRec.Tests.Testing.Threads.With(1, () => TorchDevice.Describe(torch.CPU).Should().Be("cpu, 1 thread"));
        TorchDevice.Describe(new torch.Device(DeviceType.CUDA, 1)).Should().Be("cuda:1");
    }
}
