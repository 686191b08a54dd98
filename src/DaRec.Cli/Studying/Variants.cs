using DaRec.Cli.Settings;

namespace DaRec.Cli.Studying;

/// <summary>The variants of each study.</summary>
internal static class Variants
{
    /// <summary>Label of the setting that parts are taken from.</summary>
    public const string All = "as set";

    /// <summary>Label of the recommender without texts.</summary>
    public const string Alone = "recommender alone";

    private const string Off = "none";

    // Each term: what it is called, and the setting that takes it out.
    private static readonly (string Name, string Setting)[] Terms =
    [
        ("orthogonality", "orthogonality-weight"),
        ("uniformity", "uniformity-weight"),
        ("global structure", "global-structure"),
        ("local structure", "local-structure-weight"),
    ];

    private static readonly (string Label, string Setting, string Text)[] Heads =
    [
        ("linear heads", "collaborative-hidden-widths", Off),
        ("recommender's head residual", "collaborative-head", "residual"),
        ("recommender's head identity", "collaborative-head", "identity"),
    ];

    /// <summary>As set; without each term, each term alone, other heads, without the text score; and the recommender alone.</summary>
    /// <param name="settings">With DaRec.</param>
    /// <param name="alone">The same without.</param>
    public static IReadOnlyList<StudyVariant> OfAblation(TrainSettings settings, TrainSettings alone)
    {
        var all = new StudyVariant(All, settings);
        var options = (DaRecOptions)settings.AlignmentOptions!;
        var on = Terms.Where(term => IsOn(options, term.Setting)).ToList();
        var variants = new List<StudyVariant> { new(Alone, alone) { Against = all }, all };
        variants.AddRange(on.Select(term => Changed($"without {term.Name}", (term.Setting, Off))));
        if (on.Count > 1)
        {
            variants.AddRange(on.Select(term =>
                Changed($"{term.Name} alone", [.. on.Where(other => other != term).Select(other => (other.Setting, Off))])));
        }

        if (options.Ranking.TextScoreWeight > 0)
        {
            variants.Add(Changed("without text score", ("text-score-weight", "0")));
            if (on.Count > 1) // else it is there already, without the one term
            {
                variants.Add(Changed("text score alone", ("alignment-weight", "0")));
            }
        }

        if (options.Orthogonality is not null || options.Uniformity is not null || options.LocalStructure is not null)
        {
            variants.AddRange(Heads.Where(head => Fits(head.Text)).Select(head => Changed(head.Label, Head(head.Setting, head.Text))));
        }

        return variants;

        StudyVariant Changed(string label, params (string Setting, string Text)[] changes) =>
            new(label, changes.Aggregate(settings, (run, change) => With(run, change.Setting, change.Text))) { Against = all };

        // Residual and identity heads need embeddings as wide as the shared part.
        bool Fits(string text) => text == Off || options.Heads.Width == settings.Width;

        (string, string)[] Head(string setting, string text) => text == Off
            ? [(setting, text), ("language-hidden-widths", text)]
            : [(setting, text)];
    }

    /// <summary>A variant for each value of a setting, and the recommender alone: once, or with each value where that changes it, too.</summary>
    /// <param name="settings">With DaRec or another alignment.</param>
    /// <param name="alone">The same without; null leaves it out.</param>
    /// <param name="name">The setting, as it is typed without hyphens before.</param>
    /// <param name="values">Its values as they are typed.</param>
    /// <exception cref="UsageException">No such setting, one that does nothing here, or text that is no value of it.</exception>
    public static IReadOnlyList<StudyVariant> OfSweep(TrainSettings settings, TrainSettings? alone, string name, IReadOnlyList<string> values)
    {
        var setting = Find(settings, name);
        if (SettingsCatalog.IsIdle(settings, setting))
        {
            throw new UsageException($"--option {name} does nothing here; switch on what it belongs to first.");
        }

        var variesAlone = alone is not null && SettingsCatalog.Of(alone).Contains(setting);
        var once = alone is null || variesAlone ? null : new StudyVariant(Alone, alone) { Series = Alone };
        List<StudyVariant> variants = once is null ? [] : [once];
        foreach (var value in values)
        {
            var at = double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : (double?)null;
            var reference = variesAlone ? Of(alone!, $"{Alone}, {name} {value}", Alone, null) : once;
            if (variesAlone)
            {
                variants.Add(reference!);
            }

            variants.Add(Of(settings, $"{name} {value}", settings.AlignmentMethod.Title, reference));

            StudyVariant Of(TrainSettings run, string label, string series, StudyVariant? against) =>
                new(label, SettingsCatalog.With(run, setting, value, $"--values {value}")) { Series = series, At = at, Against = against };
        }

        return variants;
    }

    /// <summary>The recommender without and with texts, on shares of the training interactions.</summary>
    /// <param name="settings">With DaRec or another alignment.</param>
    /// <param name="alone">The same without.</param>
    /// <param name="shares">In (0, 1].</param>
    /// <param name="density">Interactions an item that a share leaves.</param>
    public static IReadOnlyList<StudyVariant> OfSparsity(
        TrainSettings settings, TrainSettings alone, IReadOnlyList<double> shares, Func<double, double> density)
    {
        var variants = new List<StudyVariant>();
        foreach (var share in shares)
        {
            var label = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * share:0.##} %");
            var without = new StudyVariant($"{Alone}, {label}", alone with { Subsample = share }) { Series = Alone, At = density(share) };
            variants.Add(without);
            variants.Add(new StudyVariant($"{settings.AlignmentMethod.Title}, {label}", settings with { Subsample = share })
            {
                Series = settings.AlignmentMethod.Title,
                At = density(share),
                Against = without,
            });
        }

        return variants;
    }

    private static bool IsOn(DaRecOptions options, string setting) => setting switch
    {
        "orthogonality-weight" => options.Orthogonality is not null,
        "uniformity-weight" => options.Uniformity is not null,
        "global-structure" => options.GlobalStructure is not null,
        _ => options.LocalStructure is not null,
    };

    private static TrainSettings With(TrainSettings run, string name, string text) => SettingsCatalog.With(run, Find(run, name), text, $"--{name}");

    private static Setting Find(TrainSettings settings, string name)
    {
        var known = SettingsCatalog.Of(settings);
        return known.FirstOrDefault(setting => setting.Flag == $"--{name}") ?? throw new UsageException(
            $"--option {name}: there is no such option of this training; did you mean {Nearest.To(name, known.Select(setting => setting.Flag[2..]))}?");
    }
}
