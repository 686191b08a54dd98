using DaRec.Internal;

namespace DaRec.Text;

/// <summary>Options of <see cref="ProfileWriter"/>: instructions for the chat model, and how long a profile may be.</summary>
public sealed record ProfileWriterOptions : RequestOptions
{
    /// <summary>The place in <see cref="Prompt"/> that a user's description replaces.</summary>
    internal const string Place = "{profile}";

    /// <summary>System message of each request.</summary>
    public string Instructions { get; init => field = value ?? throw new ArgumentNullException(nameof(Instructions)); } =
        "You describe a user's taste for a recommender. Write one paragraph of three sentences at most: what the user enjoys, what " +
        "these things have in common, and what else of this kind they would like. Name kinds and moods rather than titles. Answer " +
        "with the paragraph alone.";

    /// <summary>User message of each request; <c>{profile}</c> is replaced by the user's description and is required.</summary>
    public string Prompt
    {
        get;
        init => field = value?.Contains(Place, StringComparison.Ordinal) == true
            ? value
            : throw new ArgumentException($"Expected a prompt with {Place} in it, got \"{value}\".", nameof(Prompt));
    } = "What is known of the user: {profile}";

    /// <summary>Maximum length of a profile in characters, ≥ 20; 1000 by default, about 250 tokens. Longer answers are truncated.</summary>
    public int MaxLength { get; init => field = Guard.AtLeast(value, 20); } = 1000;

    /// <summary>Sampling temperature, finite and ≥ 0; null, the default, leaves it to the model.</summary>
    public float? Temperature
    {
        get;
        init => field = value is { } temperature ? (float)Guard.Weight(temperature, nameof(Temperature)) : null;
    }

    /// <summary>Maximum number of tokens of an answer, ≥ 1; null, the default, leaves it to the model.</summary>
    public int? MaxOutputTokens { get; init => field = Guard.AtLeast(value, 1); }
}
