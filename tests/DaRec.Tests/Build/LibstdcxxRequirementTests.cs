using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using DaRec.Build;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Build;

public sealed partial class LibstdcxxRequirementTests : IDisposable
{
    private static readonly DateTime LongAgo = new(2020, 2, 29, 12, 34, 56, DateTimeKind.Utc);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0, "GLIBCXX_3.4.32")]
    [InlineData(0, "GLIBCXX_3.4.32", "GLIBCXX_3.4.3", "GLIBCXX_3.4.30")]
    [InlineData(1, "GLIBCXX_3.4", "GLIBCXX_3.4.32", "GLIBCXX_3.4.320")]
    [InlineData(2, "GLIBC_2.34", "GLIBCXX_3.4.30", "GLIBCXX_3.4.32")]
    public void Weaken_SetsTheFlagAndNothingElse_WhereverTheEntryIs(int index, params string[] versions)
    {
        var before = MadeUpElf.Requiring(versions);
        var path = Write(before);

        var outcome = LibstdcxxRequirement.Weaken(path);

        outcome.Should().Be(RequirementOutcome.Weakened);
        before[MadeUpElf.FlagsOf(index)] = 2;
        File.ReadAllBytes(path).Should().Equal(before);
    }

    [Fact]
    public void Weaken_KeepsOtherFlags_OfTheEntry()
    {
        var elf = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        MadeUpElf.Put16(elf, MadeUpElf.FlagsOf(0), 0x0101);
        var path = Write(elf);

        LibstdcxxRequirement.Weaken(path);

        File.ReadAllBytes(path).AsSpan(MadeUpElf.FlagsOf(0), 2).ToArray().Should().Equal(0x03, 0x01);
    }

    [Fact]
    public void Weaken_FindsTheEntry_UnderASecondLibrary()
    {
        // The entry before last, which was a version, becomes a library of its own whose only version is the last entry.
        var elf = MadeUpElf.Requiring("GLIBC_2.34", "libm.so.6", LibstdcxxRequirement.Version);
        var first = MadeUpElf.Requirements;
        var second = first + 2 * MadeUpElf.EntrySize;
        MadeUpElf.Put16(elf, first + 2, 1);
        MadeUpElf.Put32(elf, first + 12, second - first);
        MadeUpElf.Put16(elf, second, 1);
        MadeUpElf.Put16(elf, second + 2, 1);
        MadeUpElf.Put32(elf, second + 8, MadeUpElf.EntrySize);
        MadeUpElf.Put32(elf, second + 12, 0);
        var path = Write(elf);

        var outcome = LibstdcxxRequirement.Weaken(path);

        outcome.Should().Be(RequirementOutcome.Weakened);
        File.ReadAllBytes(path)[MadeUpElf.FlagsOf(2)].Should().Be(2);
    }

    [Fact]
    public void Weaken_ChangesNothing_TheSecondTime()
    {
        var path = Write(MadeUpElf.Requiring(LibstdcxxRequirement.Version));
        LibstdcxxRequirement.Weaken(path);
        var once = File.ReadAllBytes(path);

        ShouldLeaveAlone(path, once, RequirementOutcome.AlreadyWeak);
    }

    [Fact]
    public void Weaken_ChangesNothing_WithoutTheVersion()
    {
        var elf = MadeUpElf.Requiring("GLIBCXX_3.4.3", "GLIBCXX_3.4.30");

        ShouldLeaveAlone(Write(elf), elf, RequirementOutcome.NotRequired);
    }

    [Fact]
    public void Weaken_ChangesNothing_WithoutAVersionSection()
    {
        var elf = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        MadeUpElf.Put32(elf, MadeUpElf.VersionSection + 4, 1); // SHT_PROGBITS

        ShouldLeaveAlone(Write(elf), elf, RequirementOutcome.NotRequired);
    }

    [Fact]
    public void Weaken_ChangesNothing_WithoutASectionTable()
    {
        var elf = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        MadeUpElf.Put16(elf, 60, 0);

        ShouldLeaveAlone(Write(elf), elf, RequirementOutcome.NotRequired);
    }

    [Theory]
    [InlineData(4, 1)] // ELFCLASS32
    [InlineData(5, 2)] // ELFDATA2MSB
    [InlineData(0, 0x4d)]
    public void Weaken_ChangesNothing_InAnotherKindOfFile(int at, byte identity)
    {
        var elf = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        elf[at] = identity;

        ShouldLeaveAlone(Write(elf), elf, RequirementOutcome.NotRequired);
    }

    [Fact]
    public void Weaken_ChangesNothing_WhereverTheFileIsCut()
    {
        var elf = MadeUpElf.Requiring("GLIBCXX_3.4", LibstdcxxRequirement.Version);

        for (var length = 0; length < elf.Length; length++)
        {
            var expected = length < 6 ? RequirementOutcome.NotRequired : RequirementOutcome.Malformed;

            ShouldLeaveAlone(Write(elf[..length]), elf[..length], expected);
        }
    }

    [Theory]
    [InlineData(40)] // the section table
    [InlineData(MadeUpElf.VersionSection + 24)]
    [InlineData(MadeUpElf.VersionSection + 32)]
    [InlineData(MadeUpElf.StringSection + 24)]
    [InlineData(MadeUpElf.StringSection + 32)]
    public void Weaken_ChangesNothing_WhenAnOffsetOrASizeLeavesTheFile(int at)
    {
        foreach (var value in new[] { 1L << 20, 1L << 40, long.MaxValue, long.MinValue, -1 })
        {
            var elf = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
            MadeUpElf.Put64(elf, at, value);

            ShouldLeaveAlone(Write(elf), elf, RequirementOutcome.Malformed);
        }
    }

    [Theory]
    [InlineData(MadeUpElf.VersionSection + 40)] // the section of the names
    [InlineData(MadeUpElf.Requirements + 8)] // the first version of a library
    [InlineData(MadeUpElf.Requirements + MadeUpElf.EntrySize + 12)] // the next version
    public void Weaken_ChangesNothing_WhenALinkLeavesItsSection(int at)
    {
        foreach (var value in new[] { 1L << 10, int.MaxValue, uint.MaxValue })
        {
            var elf = MadeUpElf.Requiring("GLIBCXX_3.4", LibstdcxxRequirement.Version);
            MadeUpElf.Put32(elf, at, value);

            ShouldLeaveAlone(Write(elf), elf, RequirementOutcome.Malformed);
        }
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void Weaken_LeavesTheOtherName_OfAHardLink()
    {
        var before = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        var cached = Write(before);
        var output = Path.Combine(_folder.FullName, "output");
        Link(cached, output).Should().Be(0);

        var outcome = LibstdcxxRequirement.Weaken(output);

        outcome.Should().Be(RequirementOutcome.Weakened);
        File.ReadAllBytes(cached).Should().Equal(before);
        File.ReadAllBytes(output).Should().NotEqual(before);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void Weaken_LeavesTheTarget_OfASymbolicLink()
    {
        var before = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        var cached = Write(before);
        var output = Path.Combine(_folder.FullName, "output");
        File.CreateSymbolicLink(output, cached);

        var outcome = LibstdcxxRequirement.Weaken(output);

        outcome.Should().Be(RequirementOutcome.Weakened);
        File.ReadAllBytes(cached).Should().Equal(before);
        File.ReadAllBytes(output).Should().NotEqual(before);
        File.GetLastWriteTimeUtc(output).Should().Be(LongAgo);
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void Weaken_KeepsTimeAndMode_AndLeavesNothingBehind()
    {
        const UnixFileMode readOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        foreach (var mode in new[] { readOnly, readOnly | UnixFileMode.UserWrite })
        {
            var path = Write(MadeUpElf.Requiring(LibstdcxxRequirement.Version));
            File.SetUnixFileMode(path, mode);

            var outcome = LibstdcxxRequirement.Weaken(path);

            outcome.Should().Be(RequirementOutcome.Weakened);
            File.GetLastWriteTimeUtc(path).Should().Be(LongAgo);
            File.GetUnixFileMode(path).Should().Be(mode);
            _folder.GetFiles().Should().ContainSingle();
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("GLIBCXX_3.4.32", true)]
    [InlineData("GLIBCXX_3.4.30", false)]
    [InlineData("GLIBCXX_3.4.320", false)]
    public void IsMetBy_AsksForTheWholeName_OfTheVersion(string newest, bool expected)
    {
        var system = SystemWith("system", MadeUpElf.Requiring("GLIBCXX_3.4", newest));

        LibstdcxxRequirement.IsMetBy([system]).Should().Be(expected);
    }

    [Fact]
    public void IsMetBy_IsFalse_WithoutLibstdcxx() =>
        LibstdcxxRequirement.IsMetBy([_folder.FullName, Path.Combine(_folder.FullName, "missing")]).Should().BeFalse();

    [Fact]
    public void IsMetBy_TakesTheFirst64BitLibrary_AsTheLoaderDoes()
    {
        var newer = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        var newer32 = MadeUpElf.Requiring(LibstdcxxRequirement.Version);
        newer32[4] = 1; // ELFCLASS32
        var none = SystemWith("none", Encoding.ASCII.GetBytes("GROUP ( libstdc++.so.6 ) GLIBCXX_3.4.32\0"));
        var narrow = SystemWith("narrow", newer32);
        var old = SystemWith("old", MadeUpElf.Requiring("GLIBCXX_3.4.30"));
        var recent = SystemWith("recent", newer);

        LibstdcxxRequirement.IsMetBy([none, narrow, old, recent]).Should().BeFalse();
        LibstdcxxRequirement.IsMetBy([none, narrow, recent, old]).Should().BeTrue();
    }

    [Fact]
    public void LoaderFolders_AreThoseOfLdconfig_BeforeTheUsual()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "b.conf"), "# newer compilers\n/opt/gcc-14/lib64\n");
        File.WriteAllText(Path.Combine(_folder.FullName, "a.conf"), "/usr/local/lib \n");

        var folders = LibstdcxxRequirement.LoaderFolders(settings: _folder.FullName).ToList();

        folders.Should().ContainInConsecutiveOrder("/usr/local/lib", "/opt/gcc-14/lib64").And.EndWith("/usr/lib");
        folders.Should().OnlyContain(folder => folder.StartsWith('/'));
    }

    private static void ShouldLeaveAlone(string path, byte[] before, RequirementOutcome expected)
    {
        var outcome = LibstdcxxRequirement.Weaken(path);

        outcome.Should().Be(expected);
        File.ReadAllBytes(path).Should().Equal(before);
        File.GetLastWriteTimeUtc(path).Should().Be(LongAgo);
    }

    private string Write(byte[] content)
    {
        var path = Path.Combine(_folder.FullName, "library.so");
        File.WriteAllBytes(path, content);
        File.SetLastWriteTimeUtc(path, LongAgo);
        return path;
    }

    private string SystemWith(string name, byte[] libstdcxx)
    {
        var folder = _folder.CreateSubdirectory(name).FullName;
        File.WriteAllBytes(Path.Combine(folder, "libstdc++.so.6"), libstdcxx);
        return folder;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
