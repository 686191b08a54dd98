namespace DaRec.Cli.Services;

/// <summary>Names of what <c>train --out</c> writes.</summary>
internal static class RunFiles
{
    /// <summary>The users' vectors.</summary>
    public const string Users = "user.npy";

    /// <summary>The items' vectors, with new and rare items placed by their texts.</summary>
    public const string Items = "item.npy";

    /// <summary>What places items that come later.</summary>
    public const string TextProjection = "text_projection.npz";

    /// <summary>What diagnostics found while it trained; there where it was asked to look.</summary>
    public const string Diagnostics = "diagnostics.json";

    /// <summary>Settings and result.</summary>
    public const string Settings = "settings.json";

    /// <summary>Losses and validation metrics of each epoch.</summary>
    public const string Curves = "curves.json";

    /// <summary>Within the settings' result: how many of the last columns are those of a text score.</summary>
    public const string TextColumnsKey = "text_score_columns";

    /// <summary>Within the settings' result: what these columns of items with 0, 1, … interactions were multiplied by.</summary>
    public const string TextFactorsKey = "text_score_factors";
}
