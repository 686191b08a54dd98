using DaRec.Internal;

namespace DaRec.Text;

/// <summary>How <see cref="ProfileWriter"/> asks a chat model for profiles.</summary>
public sealed record ProfileWriterOptions : RequestOptions
{
    /// <summary>Where the description of a user goes in <see cref="Prompt"/>.</summary>
    public const string Place = "{profile}";

    /// <summary>What the model is told first.</summary>
    public string Instructions { get; init => field = value ?? throw new ArgumentNullException(nameof(Instructions)); } =
        "You describe a user's taste for a recommender. Write one paragraph of three sentences at most: what the user enjoys, what " +
        "these things have in common, and what else of this kind they would like. Name kinds and moods rather than titles. Answer " +
        "with the paragraph alone.";

    /// <summary>The question, with <c>{profile}</c> where what is known of the user goes.</summary>
    public string Prompt
    {
        get;
        init => field = value?.Contains(Place, StringComparison.Ordinal) == true
            ? value
            : throw new ArgumentException($"Expected a prompt with {Place} in it, got \"{value}\".", nameof(Prompt));
    } = "What is known of the user: {profile}";

    /// <summary>Characters of a profile, ≥ 20, after which it is cut. Default 1000, about 250 tokens.</summary>
    public int MaxLength { get; init => field = Guard.AtLeast(value, 20, nameof(MaxLength)); } = 1000;

    /// <summary>Temperature to ask for; null, the default, leaves it to the model.</summary>
    public float? Temperature { get; init; }

    /// <summary>The most tokens to ask for; null, the default, leaves it to the model.</summary>
    public int? MaxOutputTokens
    {
        get;
        init => field = value is { } tokens ? Guard.AtLeast(tokens, 1, nameof(MaxOutputTokens)) : null;
    }
}
