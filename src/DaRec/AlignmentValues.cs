using System.Globalization;

namespace DaRec;

/// <summary>The numbers of an <see cref="AlignmentLosses"/>; its text form is one line for a log.</summary>
public sealed class AlignmentValues
{
    /// <summary>L_or; null if the options leave it out.</summary>
    public double? Orthogonality { get; init; }

    /// <summary>L_uni; null if the options leave it out.</summary>
    public double? Uniformity { get; init; }

    /// <summary>L_glo; null if the options leave it out.</summary>
    public double? GlobalStructure { get; init; }

    /// <summary>L_loc; null if the options leave it out.</summary>
    public double? LocalStructure { get; init; }

    /// <summary>λ times the weighted sum, in training <see cref="StrengthOptions.Every"/>-fold; see <see cref="AlignmentLosses.Total"/>.</summary>
    public required double Total { get; init; }

    /// <summary>Whether the step was left out, so that all numbers are 0.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The terms that are on and the total, "global structure 1.1653, total 0.1004"; "left out" for a step that was.</summary>
    public override string ToString()
    {
        if (IsSkipped)
        {
            return "left out";
        }

        return string.Join(", ", Terms().Select(term => string.Create(CultureInfo.InvariantCulture, $"{term.Name} {term.Value:0.0000}")));
    }

    /// <summary>The terms that are on by name, then the total.</summary>
    internal IEnumerable<(string Name, double Value)> Terms()
    {
        (string Name, double? Value)[] all =
        [
            ("orthogonality", Orthogonality),
            ("uniformity", Uniformity),
            ("global structure", GlobalStructure),
            ("local structure", LocalStructure),
            ("total", Total),
        ];
        return all.Where(term => term.Value is not null).Select(term => (term.Name, term.Value!.Value));
    }
}
