namespace DaRec.Diagnostics.Theorems;

/// <summary>What the task R of <see cref="Theorem2"/> depends on.</summary>
public enum Theorem2Task
{
    /// <summary>The signs of two factors that both sides share: 2 bits.</summary>
    Shared,

    /// <summary>The signs of a factor that both share, of one of the collaborative side and of one of the language side: 3 bits.</summary>
    SharedAndSpecific,
}
