namespace DaRec.Serving;

/// <summary>The index holds no user or item of these ids.</summary>
/// <remarks>An <see cref="ArgumentException"/> of its own type, so that a service can answer "not found" and not "bad request".</remarks>
public sealed class UnknownIdException : ArgumentException
{
    internal UnknownIdException(string message, string parameter, IReadOnlyList<string> ids)
        : base(message, parameter) => Ids = ids;

    /// <summary>The unknown ids, in the order of the query.</summary>
    public IReadOnlyList<string> Ids { get; }
}
