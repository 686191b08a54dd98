using DaRec.Cli.Fuzzing;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli;

/// <summary>Damaged files of every format are read, or refused as documented; <c>darec fuzz</c> tries more of them.</summary>
public sealed class FuzzTests
{
    private const int Mutants = 2000;

    private static readonly Dictionary<string, FuzzTarget> Targets = FuzzTargets.Create().ToDictionary(target => target.Name);

    public static TheoryData<string> Formats => new(Targets.Keys);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Readers_ReadDamagedFiles_OrRefuseThemAsDocumented(string format)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Fuzzer.Root, $"darec-tests-{Path.GetRandomFileName()}")).FullName;
        try
        {
            Check(new Fuzzer(folder, seed: 1, GC.GetAllocatedBytesForCurrentThread).Run(Targets[format], Mutants));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Fuzzer_FindsWhatIsWrong()
    {
        using var folder = new TemporaryFolder();
        var wrong = FuzzTarget.OfFile("wrong", "x", [[1, 2, 3, 4]], path =>
        {
            var bytes = File.ReadAllBytes(path);
            _ = bytes[3];
            if (bytes.Length > 4)
            {
                GC.KeepAlive(new byte[80 << 20]);
            }

            WrongAnswerException.Unless(bytes[0] == 1, "it begins with 1");
        });

        var row = new Fuzzer(folder.Root, seed: 1, GC.GetAllocatedBytesForCurrentThread).Run(wrong, 60);

        row.IsClean.Should().BeFalse();
        row.Fat.Should().BePositive();
        string.Join('\n', row.Examples).Should().Contain("IndexOutOfRangeException");
        row.Accepted.Should().BePositive();
        (row.Accepted + row.Documented + row.Other).Should().Be(60);
    }

    [Fact]
    public void Fuzzer_RefusesASeedThatIsNotRead()
    {
        using var folder = new TemporaryFolder();
        var wrong = FuzzTarget.OfFile("wrong", "x", [[1]], _ => throw new InvalidDataException("no"));

        var run = () => new Fuzzer(folder.Root, seed: 1, GC.GetAllocatedBytesForCurrentThread).Run(wrong, 1);

        run.Should().Throw<InvalidOperationException>().WithMessage("wrong: a seed is not read*");
    }

    private static void Check(FuzzRow row)
    {
        (row with { Slow = 0 }).IsClean.Should().BeTrue(string.Join('\n', row.Examples)); // time is the machine's
        (row.Accepted + row.Documented).Should().Be(Mutants);
        if (!Targets[row.Format].ChangesFiles)
        {
            row.Documented.Should().BePositive("some mutants are damaged"); // those of caches are made anew
        }
    }
}
