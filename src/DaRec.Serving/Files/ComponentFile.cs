using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Serving.Files;

/// <summary>Arrays of a component as a NumPy <c>.npz</c> file.</summary>
internal static class ComponentFile
{
    public static void Write(string path, IServingComponent component)
    {
        var arrays = new ComponentArrays();
        component.Save(arrays);
        AtomicFile.Write(path, stream =>
        {
            using var npz = new NpzWriter(stream);
            foreach (var name in arrays.Names)
            {
                npz.Write<float>(name, "<f4", [.. arrays[name].Shape], arrays[name].Values);
            }
        });
    }

    public static ComponentArrays Read(string path)
    {
        using var archive = NpzArchive.Open(path);
        var arrays = new ComponentArrays { Source = path };
        foreach (var name in archive.Names)
        {
            var array = archive.Read(name);
            arrays.Add(name, array.ToFloats(), [.. array.Shape.Select(length => checked((int)length))]);
        }

        return arrays;
    }
}
