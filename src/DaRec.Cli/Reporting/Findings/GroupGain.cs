namespace DaRec.Cli.Reporting.Findings;

/// <summary>The gain of a third of the users or items.</summary>
/// <param name="Of">Users or items.</param>
/// <param name="Third">Which third: few, middling or many.</param>
/// <param name="Count">How many there are in it.</param>
/// <param name="Fewest">The fewest training interactions of one of them.</param>
/// <param name="Most">The most.</param>
/// <param name="Recall">Recall before and after.</param>
internal sealed record GroupGain(string Of, string Third, int Count, int Fewest, int Most, PairedGain Recall)
{
    /// <summary>The group in words.</summary>
    public string Text => $"{char.ToUpperInvariant(Of[0])}{Of[1..]} with {Third} interactions ({Limits})";

    /// <summary>Fewest and most training interactions.</summary>
    public string Limits => Fewest == Most ? $"{Most}" : $"{Fewest} to {Most}";
}
