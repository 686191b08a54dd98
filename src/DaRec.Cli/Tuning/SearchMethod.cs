namespace DaRec.Cli.Tuning;

/// <summary>How trials are told apart.</summary>
internal enum SearchMethod
{
    /// <summary>Each is trained to its end.</summary>
    Random,

    /// <summary>All are trained for few epochs, the best for more, and so on.</summary>
    Halving,
}
