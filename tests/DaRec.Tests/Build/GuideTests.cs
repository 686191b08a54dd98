using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Build;

/// <summary>The guides' code is that of the samples, which are built and run.</summary>
public class GuideTests
{
    [Fact]
    public void CodeOfGuides_IsThatOfASample()
    {
        string[] samples = [.. Directory.GetFiles(Samples(), "Program.cs", SearchOption.AllDirectories).Select(Text)];
        string[] blocks = [.. Directory.GetFiles(Path.Combine(Samples(), "Guides"), "*.md").SelectMany(guide => Blocks(Text(guide)))];

        blocks.Should().NotBeEmpty();
        foreach (var block in blocks)
        {
            samples.Should().Contain(sample => sample.Contains(block, StringComparison.Ordinal), block);
        }
    }

    private static IEnumerable<string> Blocks(string guide) => guide.Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)]);

    // Without indentation: in a sample the code stands deeper.
    private static string Text(string path) => string.Join('\n', File.ReadLines(path).Select(line => line.Trim()));

    private static string Samples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DaRec.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "samples");
    }
}
