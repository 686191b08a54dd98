using System.Globalization;

namespace DaRec.Distributed.Mpi;

/// <summary>What the environment says about the program that started this process.</summary>
internal static class Launcher
{
    /// <summary>Rank and size that a launcher has given this process; null without one.</summary>
    public static (int Rank, int Size)? Place => Of("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE") ?? Pmi;

    /// <summary>Whether it is MPICH's, or one that speaks as MPICH's does.</summary>
    public static bool IsMpich => Of("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE") is null && Pmi is not null;

    private static (int Rank, int Size)? Pmi => Of("PMI_RANK", "PMI_SIZE");

    private static (int Rank, int Size)? Of(string rankName, string sizeName) =>
        Number(rankName) is { } rank && Number(sizeName) is { } size ? (rank, size) : null;

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
