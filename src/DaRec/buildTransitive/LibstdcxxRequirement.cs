// MSBuild compiles this file when DaRec.targets runs it: hence one file, netstandard2.0, no package.
// The tests compile it too, without the task at its end.
#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace DaRec.Build;

/// <summary>What became of a library's requirement of <see cref="LibstdcxxRequirement.Version"/>.</summary>
internal enum RequirementOutcome
{
    /// <summary>It was strict and is weak now. The only outcome that changes the file.</summary>
    Weakened,

    /// <summary>It was weak already.</summary>
    AlreadyWeak,

    /// <summary>The library does not require the version, or the file is no 64-bit little-endian ELF file.</summary>
    NotRequired,

    /// <summary>The file is cut short, or one of its structures points outside of it.</summary>
    Malformed,
}

/// <summary>Lets a library that was linked with GCC 13 load where libstdc++ is older.</summary>
/// <remarks>
/// Since GCC 13 whatever includes &lt;iostream&gt; names the symbol _ZSt21ios_base_library_initv of version GLIBCXX_3.4.32, never calls it,
/// and relies on libstdc++ to set up the standard streams. TorchSharp's native library needs nothing else of GCC 13, and libtorch, built by
/// an older compiler and loaded first, sets the streams up. So the requirement can be weak, and the loader goes on where it cannot be met.
/// That is one bit, VER_FLG_WEAK of the version's entry in <c>.gnu.version_r</c>.
/// </remarks>
internal static class LibstdcxxRequirement
{
    public const string Version = "GLIBCXX_3.4.32";

    private const byte WeakFlag = 2;

    /// <summary>Makes the requirement weak in the file at <paramref name="path"/>, whose time and mode stay as they were.</summary>
    public static RequirementOutcome Weaken(string path)
    {
        var file = File.ReadAllBytes(path);
        var outcome = Find(file, out var flags);
        if (outcome == RequirementOutcome.Weakened)
        {
            ReplaceByte(path, flags, (byte)(file[flags] | WeakFlag));
        }

        return outcome;
    }

    /// <summary>Whether the first 64-bit libstdc++ in <paramref name="folders"/> defines the version; false where none is found.</summary>
    public static bool IsMetBy(IEnumerable<string> folders) =>
        folders
            .Select(folder => Path.Combine(folder, "libstdc++.so.6"))
            .Where(File.Exists)
            .Select(File.ReadAllBytes)
            .Where(IsElf64)
            .Take(1)
            .Any(file => Encoding.ASCII.GetString(file).Contains(Version + '\0'));

    /// <summary>Where this system's loader looks, in its order: LD_LIBRARY_PATH, the folders of ldconfig, the usual ones.</summary>
    public static IEnumerable<string> LoaderFolders(string settings = "/etc/ld.so.conf.d")
    {
        var triplet = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        var preferred = (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split([':'], StringSplitOptions.RemoveEmptyEntries);
        var configured = Directory.Exists(settings) ? Directory.GetFiles(settings, "*.conf") : [];
        Array.Sort(configured, StringComparer.Ordinal);

        return preferred
            .Concat(configured.SelectMany(File.ReadLines).Where(Path.IsPathRooted))
            .Concat([$"/lib/{triplet}", $"/usr/lib/{triplet}", "/lib64", "/usr/lib64", "/lib", "/usr/lib"])
            .Select(folder => folder.Trim());
    }

    // The file may be a link to the package cache, or loaded by a running process: a changed copy takes its name, its bytes stay.
    // Size and time stay too, or MSBuild's incremental copy would bring the original back.
    private static void ReplaceByte(string path, long offset, byte value)
    {
        var copy = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            File.Copy(path, copy); // with time and Unix mode, of the file itself where path is a symbolic link
            var written = File.GetLastWriteTimeUtc(copy);
            var attributes = File.GetAttributes(copy);
            File.SetAttributes(copy, FileAttributes.Normal); // it may be read-only
            using (var stream = new FileStream(copy, FileMode.Open, FileAccess.Write))
            {
                stream.Position = offset;
                stream.WriteByte(value);
            }

            File.SetLastWriteTimeUtc(copy, written);
            File.SetAttributes(copy, attributes);
            File.Replace(copy, path, destinationBackupFileName: null);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static bool IsElf64(byte[] file) => file.Take(6).SequenceEqual(new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1 });

    // What Weaken will report, and where the flags to change are if that is Weakened.
    // Elf64_Ehdr: e_shoff at 40, e_shentsize at 58, e_shnum at 60. Elf64_Shdr: sh_type at 4, sh_offset at 24, sh_size at 32, sh_link at 40.
    private static RequirementOutcome Find(byte[] file, out long flags)
    {
        const int headerSize = 64, sectionSize = 64, versionNeeds = 0x6ffffffe; // SHT_GNU_verneed
        flags = -1;
        if (!IsElf64(file))
        {
            return RequirementOutcome.NotRequired;
        }

        var whole = new Part(file, 0, file.Length);
        if (!whole.Holds(0, headerSize))
        {
            return RequirementOutcome.Malformed;
        }

        long table = whole.Int64(40), stride = whole.UInt16(58), count = whole.UInt16(60);
        if (count > 0 && (stride < sectionSize || !whole.Holds(table, count * stride)))
        {
            return RequirementOutcome.Malformed;
        }

        var sections = Enumerable.Range(0, (int)count).Select(i => table + (i * stride)).ToArray();
        var needs = Array.FindIndex(sections, section => whole.UInt32(section + 4) == versionNeeds);
        if (needs < 0)
        {
            return RequirementOutcome.NotRequired;
        }

        var names = whole.UInt32(sections[needs] + 40);
        return names < count && TryContent(sections[needs], out var requirements) && TryContent(sections[names], out var strings)
            ? Find(requirements, strings, out flags)
            : RequirementOutcome.Malformed;

        bool TryContent(long section, out Part content)
        {
            long offset = whole.Int64(section + 24), size = whole.Int64(section + 32);
            content = new Part(file, offset, size);
            return whole.Holds(offset, size);
        }
    }

    // A list of libraries, Elf64_Verneed: vn_cnt at 2, vn_aux at 8, vn_next at 12; each with a list of versions, Elf64_Vernaux: vna_flags
    // at 4, vna_name at 8, vna_next at 12. Links count bytes from the entry that holds them and only point forward; 0 ends a list.
    private static RequirementOutcome Find(Part requirements, Part strings, out long flags)
    {
        const int entrySize = 16;
        flags = -1;
        for (long library = 0, nextLibrary = -1; nextLibrary != 0; library += nextLibrary)
        {
            if (!requirements.Holds(library, entrySize))
            {
                return RequirementOutcome.Malformed;
            }

            var version = library + requirements.UInt32(library + 8);
            for (var left = requirements.UInt16(library + 2); left > 0; left--)
            {
                if (!requirements.Holds(version, entrySize))
                {
                    return RequirementOutcome.Malformed;
                }

                if (strings.HasText(requirements.UInt32(version + 8), Version))
                {
                    flags = requirements.Offset + version + 4;
                    var weak = (requirements.UInt16(version + 4) & WeakFlag) != 0;
                    return weak ? RequirementOutcome.AlreadyWeak : RequirementOutcome.Weakened;
                }

                version += requirements.UInt32(version + 12);
            }

            nextLibrary = requirements.UInt32(library + 12);
        }

        return RequirementOutcome.NotRequired;
    }

    /// <summary>A part of a file, read at offsets from its beginning; whoever reads asks <see cref="Holds"/> first.</summary>
    private readonly struct Part(byte[] file, long offset, long size)
    {
        public long Offset => offset;

        public bool Holds(long at, long length) => at >= 0 && length >= 0 && at <= size - length;

        public int UInt16(long at) => file[offset + at] | (file[offset + at + 1] << 8);

        public uint UInt32(long at) => (uint)(UInt16(at) | (UInt16(at + 2) << 16));

        public long Int64(long at) => UInt32(at) | ((long)UInt32(at + 4) << 32);

        public bool HasText(long at, string text) =>
            Holds(at, text.Length + 1)
            && file[offset + at + text.Length] == 0
            && Encoding.ASCII.GetString(file, (int)(offset + at), text.Length) == text;
    }
}

#if !WITHOUT_MSBUILD

/// <summary>The build step of DaRec.targets: <see cref="LibstdcxxRequirement"/> for files that exist.</summary>
public sealed class WeakenLibstdcxxRequirement : Microsoft.Build.Utilities.Task
{
    private const string Switch = "-p:DaRecWeakenLibstdcxx=never turns this off, =always does it on every system";

    /// <summary>The copies of libLibTorchSharp.so to look at.</summary>
    [Microsoft.Build.Framework.Required]
    public Microsoft.Build.Framework.ITaskItem[] Libraries { get; set; } = [];

    /// <summary>Whether to do it without a look at the system.</summary>
    public bool Always { get; set; }

    /// <summary>Where to look for the system's libstdc++; empty: where its loader does.</summary>
    public string[] SystemFolders { get; set; } = [];

    /// <inheritdoc />
    public override bool Execute()
    {
        var reason = Always ? "for systems that lack it" : "because no libstdc++.so.6 that has it (GCC 13's or newer) was found";
        try
        {
            if (!Always && LibstdcxxRequirement.IsMetBy(SystemFolders.Length > 0 ? SystemFolders : LibstdcxxRequirement.LoaderFolders()))
                return true;

            foreach (var path in Libraries.Select(library => library.GetMetadata("FullPath")))
                if (LibstdcxxRequirement.Weaken(path) == RequirementOutcome.Weakened)
                    Report($"made the requirement of {LibstdcxxRequirement.Version} weak in {path}, {reason}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError($"DaRec: could not make {LibstdcxxRequirement.Version} weak; DaRecWeakenLibstdcxx=never skips it. {e.Message}");
        }

        return !Log.HasLoggedErrors;
    }

    private void Report(string change) => Log.LogMessage(Microsoft.Build.Framework.MessageImportance.High, $"DaRec: {change} ({Switch})");
}

#endif
