using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Build;

/// <summary>Which native libtorch this repository's own programs get.</summary>
public sealed class TorchBackendTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Theory]
    [InlineData("cpu", "linux-x64", "TorchSharp-cpu")]
    [InlineData("cuda", "linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("cuda", "win-x64", "TorchSharp-cuda-windows")]
    [InlineData("none", "linux-x64", "")]
    public void Backend_IsThePackageOfTheSystem(string backend, string system, string expected)
    {
        var (exitCode, output) = Evaluate(backend, system);

        exitCode.Should().Be(0, output);
        output.Trim().Should().Be($"packages: {expected}".Trim());
    }

    [Theory]
    [InlineData("cuda", "osx-arm64", "libtorch has no CUDA for macOS; use -p:TorchBackend=cpu")]
    [InlineData("gpu", "linux-x64", "TorchBackend is 'gpu'; use -p:TorchBackend=cpu or -p:TorchBackend=cuda")]
    public void Backend_IsRefused_WhereThereIsNone(string backend, string system, string message)
    {
        var (exitCode, output) = Evaluate(backend, system);

        exitCode.Should().NotBe(0);
        output.Should().Contain(message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // The repository's targets in a project that restores nothing.
    private (int ExitCode, string Output) Evaluate(string backend, string system)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "Program.proj"), $"""
            <Project DefaultTargets="Show">
              <PropertyGroup><UseTorchBackend>true</UseTorchBackend></PropertyGroup>
              <Target Name="CollectPackageReferences" />
              <Target Name="Show" DependsOnTargets="CollectPackageReferences">
                <Message Importance="high" Text="packages: @(PackageReference)" />
              </Target>
              <Import Project="{Root()}/Directory.Build.targets" />
            </Project>
            """);
        return MsBuild.Run(_folder.FullName, $"-p:TorchBackend={backend}", $"-p:RuntimeIdentifier={system}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Build.targets")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("There is no Directory.Build.targets above the tests.");
    }
}
