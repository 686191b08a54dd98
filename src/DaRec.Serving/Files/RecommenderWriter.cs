using System.Reflection;
using System.Text.Json;
using DaRec.Internal;
using DaRec.Serving.Internal;

namespace DaRec.Serving.Files;

/// <summary>Writes an index as a folder.</summary>
internal sealed class RecommenderWriter(IndexState state, string folder, bool halves)
{
    /// <summary>Writes all files; the manifest comes last.</summary>
    public void Write()
    {
        NpyTable.Write(At(FolderFiles.Items), state.Items, halves);
        NpyTable.Write(At(FolderFiles.Users), state.Users, halves);
        NpyTable.Write(At(FolderFiles.ItemCounts), state.Counts);
        WriteIds(FolderFiles.ItemIds, state.ItemIds);
        WriteIds(FolderFiles.UserIds, state.UserIds);
        WriteTitles();
        if (state.Seen is { } seen)
        {
            NpyTable.Write(At(FolderFiles.SeenOffsets), At(FolderFiles.SeenItems), seen);
        }

        WriteComponent(FolderFiles.TextProjection, state.TextProjection);
        WriteComponent(FolderFiles.FoldIn, state.FoldIn);
        WriteManifest();
    }

    private string At(string name) => Path.Combine(folder, name);

    private void WriteIds(string name, IdLayers ids)
    {
        if (ids.AreNumbers)
        {
            return;
        }

        AtomicFile.WriteText(At(name), writer =>
        {
            for (var number = 0; number < ids.Count; number++)
            {
                writer.Write(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}\t{ids[number]}\n"));
            }
        });
    }

    private void WriteTitles()
    {
        if (state.Titles is not { } titles)
        {
            return;
        }

        AtomicFile.WriteText(At(FolderFiles.ItemTitles), writer =>
        {
            for (var number = 0; number < titles.Length; number++)
            {
                if (titles[number] is { } title)
                {
                    writer.Write(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number}\t{title}\n"));
                }
            }
        });
    }

    private void WriteComponent(string name, IServingComponent? component)
    {
        if (component is not null)
        {
            ComponentFile.Write(At(name), component);
        }
    }

    private void WriteManifest()
    {
        var manifest = new RecommenderManifest
        {
            FormatVersion = RecommenderManifest.CurrentFormat,
            DaRecVersion = typeof(Recommender).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Width = state.Items.Width,
            UserCount = state.Users.Count,
            ItemCount = state.Items.Count,
            ElementType = halves ? "float16" : "float32",
            HasUserIds = !state.UserIds.AreNumbers,
            HasItemIds = !state.ItemIds.AreNumbers,
            TextProjection = state.TextProjection?.Kind,
            FoldIn = state.FoldIn?.Kind,
            Files = new SortedDictionary<string, ManifestFile>(
                Directory.GetFiles(folder).ToDictionary(path => Path.GetFileName(path), ManifestFile.Of), StringComparer.Ordinal),
            Settings = state.Settings,
        };
        AtomicFile.WriteText(
            At(RecommenderManifest.FileName),
            writer => writer.Write(JsonSerializer.Serialize(manifest, ManifestJson.Default.RecommenderManifest) + "\n"));
    }
}
