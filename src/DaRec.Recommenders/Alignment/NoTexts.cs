namespace DaRec.Recommenders.Alignment;

/// <summary>Trains the backbone alone, without texts.</summary>
public sealed class NoTexts() : TextMethod(nameof(NoTexts));
