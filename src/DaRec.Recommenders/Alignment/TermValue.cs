namespace DaRec.Recommenders.Alignment;

/// <summary>A part of an alignment's loss, as a number.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public readonly record struct TermValue(string Name, double Value);
