namespace DaRec.Cli.Fuzzing;

/// <summary>What became of the mutants of a format.</summary>
internal sealed record FuzzRow
{
    public required string Format { get; init; }

    public required int Mutants { get; init; }

    /// <summary>Read, and in agreement with themselves.</summary>
    public int Accepted { get; init; }

    /// <summary>Refused with an exception that the reader documents.</summary>
    public int Documented { get; init; }

    /// <summary>Anything else: another exception, or an answer that cannot be right.</summary>
    public int Other { get; init; }

    /// <summary>Took more than a second.</summary>
    public int Slow { get; init; }

    /// <summary>Allocated more than 64 MB and a hundred times the files.</summary>
    public int Fat { get; init; }

    /// <summary>The first mutants that count as other, slow or fat, each with its number.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Whether all was as it should be.</summary>
    public bool IsClean => Other + Slow + Fat == 0;
}
