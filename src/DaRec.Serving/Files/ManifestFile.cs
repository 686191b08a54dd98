namespace DaRec.Serving.Files;

/// <summary>What a manifest says of a file.</summary>
internal sealed record ManifestFile
{
    public required long Bytes { get; init; }

    /// <summary>In hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of a file as it is.</summary>
    public static ManifestFile Of(string path)
    {
        using var file = File.OpenRead(path);
        return new ManifestFile
        {
            Bytes = file.Length,
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)),
        };
    }
}
