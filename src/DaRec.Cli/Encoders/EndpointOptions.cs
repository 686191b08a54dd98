namespace DaRec.Cli.Encoders;

/// <summary>Where and how an <see cref="EndpointGenerator"/> asks.</summary>
/// <param name="Address">The service's base, such as http://localhost:11434/v1.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Key">Proves who asks; null for services that want none.</param>
/// <param name="KeyVariable">The environment variable that has or could have it.</param>
/// <param name="Timeout">The longest wait for an answer.</param>
internal sealed record EndpointOptions(Uri Address, string Model, string? Key, string KeyVariable, TimeSpan Timeout)
{
    private const string Operation = "/embeddings";

    /// <summary>Bytes of an answer that are believed; 256 MB by default.</summary>
    public long MaxAnswerBytes { get; init; } = 1L << 28;

    /// <summary>Checks what was typed, and fetches the key.</summary>
    /// <exception cref="UsageException">No such address, or a key that cannot be one.</exception>
    public static EndpointOptions Parse(string address, string model, string keyVariable, TimeSpan timeout)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || (uri.UserInfo + uri.Query + uri.Fragment).Length > 0)
        {
            throw new UsageException(
                "--endpoint: expected the service's base address, http://localhost:11434/v1 for one, without name, password or " +
                "question mark.");
        }

        var path = uri.AbsolutePath.TrimEnd('/');
        path = path.EndsWith(Operation, StringComparison.Ordinal) ? path[..^Operation.Length] : path;
        var key = Environment.GetEnvironmentVariable(keyVariable)?.Trim();
        if (key is not null && key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new UsageException($"The environment variable {keyVariable} holds blanks or characters that no key has.");
        }

        return new EndpointOptions(
            new Uri(uri.GetLeftPart(UriPartial.Authority) + path), model, string.IsNullOrEmpty(key) ? null : key, keyVariable, timeout);
    }

    /// <summary>Whether others on the way could read the key.</summary>
    public bool ShowsKey => Key is not null && Address.Scheme == "http" && !Address.IsLoopback;

    // A record would print its key.
    public override string ToString() => $"{Model} at {Address}";
}
