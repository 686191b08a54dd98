namespace DaRec.Recommenders.Alignment;

/// <summary>Trains the backbone alone, without texts.</summary>
internal sealed class NoTexts() : TextMethod(nameof(NoTexts))
{
    internal override bool WorksOnRows => true;
}
