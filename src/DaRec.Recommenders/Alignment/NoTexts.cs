namespace DaRec.Recommenders.Alignment;

/// <summary>The backbone alone, without texts.</summary>
public sealed class NoTexts() : TextMethod(nameof(NoTexts));
