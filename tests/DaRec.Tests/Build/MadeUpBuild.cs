using System.Text;
using DaRec.Build;

namespace DaRec.Tests.Build;

/// <summary>A project with the targets that MSBuild's own would have, and <c>DaRec.targets</c> after them; builds in a second.</summary>
internal sealed class MadeUpBuild : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public MadeUpBuild()
    {
        Library = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder.FullName, "out")).FullName, "libLibTorchSharp.so");
        File.WriteAllBytes(Library, MadeUpElf.Requiring(LibstdcxxRequirement.Version));
    }

    /// <summary>The native library in the build's output folder; it requires the version, strictly.</summary>
    public string Library { get; }

    public bool IsWeak => File.ReadAllBytes(Library)[MadeUpElf.FlagsOf(0)] == 2;

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A folder with a libstdc++ whose newest version is <paramref name="newest"/>.</summary>
    public string System(string newest)
    {
        var folder = _folder.CreateSubdirectory(newest).FullName;
        File.WriteAllBytes(Path.Combine(folder, "libstdc++.so.6"), MadeUpElf.Requiring(newest));
        return folder;
    }

    /// <summary>Builds, and returns the exit code and what MSBuild prints at its usual verbosity.</summary>
    /// <param name="properties">As in a project file: name=value.</param>
    /// <param name="packages">References that restore would bring: id and version.</param>
    /// <param name="assets">The text of restore's list of packages.</param>
    public (int ExitCode, string Output) Run(string[] properties, (string Id, string Version)[]? packages = null, string assets = "{}")
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "assets.json"), assets);
        File.WriteAllText(Path.Combine(_folder.FullName, "Program.proj"), Project(properties, packages ?? []));
        return MsBuild.Run(_folder.FullName);
    }

    private static string Project(string[] properties, (string Id, string Version)[] packages)
    {
        var text = new StringBuilder("<Project DefaultTargets=\"CopyFilesToOutputDirectory\"><PropertyGroup>");
        text.Append("<OutDir>out/</OutDir><IntermediateOutputPath>obj/</IntermediateOutputPath>");
        text.Append("<ProjectAssetsFile>assets.json</ProjectAssetsFile>");
        foreach (var property in properties.Select(property => property.Split('=')))
        {
            text.Append($"<{property[0]}>{property[1]}</{property[0]}>");
        }

        text.Append("</PropertyGroup><ItemGroup><ReferencePath Include=\"project.dll\" />");
        foreach (var (id, version) in packages)
        {
            text.Append($"<ReferencePath Include=\"{id}.dll\" NuGetPackageId=\"{id}\" NuGetPackageVersion=\"{version}\" />");
        }

        text.Append("</ItemGroup><Target Name=\"ResolveAssemblyReferences\" />");
        text.Append("<Target Name=\"CopyFilesToOutputDirectory\" DependsOnTargets=\"ResolveAssemblyReferences\" />");
        text.Append($"<Import Project=\"{AppContext.BaseDirectory}buildTransitive/DaRec.targets\" /></Project>");
        return text.ToString();
    }
}
