using DaRec.Serving.Files;

namespace DaRec.Serving;

/// <content>Saved indexes.</content>
public sealed partial class Recommender
{
    /// <summary>Saves the index as a folder that <see cref="Load"/> and NumPy read.</summary>
    /// <remarks>
    /// The folder appears whole or not at all. <c>manifest.json</c> has sizes, settings and a checksum of each file; vectors and numbers
    /// are <c>.npy</c> and <c>.npz</c> files, ids and titles <c>.tsv</c> files of number and text.
    /// </remarks>
    /// <param name="folder">A new or empty folder, or a saved index, which is replaced.</param>
    /// <param name="halfPrecision">
    /// Whether vectors are saved as float16: half the disk, eleven significant bits. False, the default, saves float32, and the loaded
    /// index equals this one to the last bit. In memory vectors are float32 in any case.
    /// </param>
    /// <exception cref="IOException">The folder holds something else, or cannot be written.</exception>
    /// <exception cref="ArgumentException">A value that float16 cannot hold.</exception>
    public void Save(string folder, bool halfPrecision = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        NewFolder.Write(
            folder,
            RecommenderManifest.FileName,
            staging => new RecommenderWriter(_state, staging, halfPrecision).Write());
    }

    /// <summary>Loads a saved index.</summary>
    /// <param name="folder">A folder that <see cref="Save"/> wrote.</param>
    /// <param name="options">Checks, memory maps and readers of own components; null for the default.</param>
    /// <exception cref="FileNotFoundException">The folder has no manifest.</exception>
    /// <exception cref="InvalidDataException">A file is missing, truncated, changed or of another version; the message names it.</exception>
    public static Recommender Load(string folder, RecommenderLoadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new Recommender(new RecommenderReader(folder, options ?? new RecommenderLoadOptions()).Read());
    }
}
