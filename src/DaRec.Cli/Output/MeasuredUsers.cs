namespace DaRec.Cli.Output;

/// <summary>Which users a run is measured on at its end.</summary>
/// <param name="Validation">How many of the validation part, drawn by the seed; null for all.</param>
/// <param name="Test">How many of the test part; null for all.</param>
/// <param name="HasTest">Whether the test part is measured at all.</param>
/// <param name="Seed">Seed of the draw.</param>
internal sealed record MeasuredUsers(int? Validation, int? Test, bool HasTest, int Seed);
