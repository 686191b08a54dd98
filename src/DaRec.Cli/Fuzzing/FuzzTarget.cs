namespace DaRec.Cli.Fuzzing;

/// <summary>A reader and files that it reads; mutants of them must be read, or refused as the reader's documentation says.</summary>
/// <param name="Name">The format's name.</param>
/// <param name="Seeds">Sets of files by name, each of which is read.</param>
/// <param name="Read">
/// Reads from a folder, and throws <see cref="WrongAnswerException"/> where what it reads contradicts itself.
/// </param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<IReadOnlyDictionary<string, byte[]>> Seeds, Action<string> Read)
{
    /// <summary>Which exceptions the reader documents; <see cref="InvalidDataException"/> by default.</summary>
    public Predicate<Exception> IsDocumented { get; init; } = exception => exception is InvalidDataException;

    /// <summary>Names of the parts that are mutated; null, the default, for all.</summary>
    public IReadOnlyList<string>? Mutated { get; init; }

    /// <summary>Whether reading may write files, so that all are written anew for each mutant; false by default.</summary>
    public bool ChangesFiles { get; init; }

    /// <summary>Makes files of parts, with the checksums that they should have; by default each part is a file.</summary>
    public Func<IReadOnlyDictionary<string, byte[]>, IReadOnlyDictionary<string, byte[]>> Assemble { get; init; } = parts => parts;

    /// <summary>A target whose seeds are one file each.</summary>
    public static FuzzTarget OfFile(string name, string file, IEnumerable<byte[]> seeds, Action<string> read) => new(
        name,
        [.. seeds.Select(seed => new Dictionary<string, byte[]> { [file] = seed })],
        folder => read(Path.Combine(folder, file)));
}
