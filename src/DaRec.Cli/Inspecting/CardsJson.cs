using System.Text.Json.Nodes;
using DaRec.Diagnostics.Centers;
using DaRec.Diagnostics.Explaining;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Inspecting;

/// <summary>Preference centres as JSON: sizes, words, and the items nearest to each by id and title.</summary>
internal static class CardsJson
{
    /// <summary>Where they are in a run's results.</summary>
    public const string Key = "centers";

    /// <summary>All cards.</summary>
    public static JsonArray Of(IEnumerable<CenterCard> cards, RowNames items) => new([.. cards.Select(card => Of(card, items))]);

    /// <summary>Finds the centres of what is ranked with.</summary>
    public static JsonArray Of(RankedEmbeddings ranked, Dataset data, int seed)
    {
        string?[] texts = [.. Enumerable.Range(0, data.ItemCount).Select(data.ItemText)];
        var vocabulary = texts.Any(text => !string.IsNullOrWhiteSpace(text)) ? new TextVocabulary(texts) : null;
        using var rows = ScoreSpace.Items(ranked.Users, ranked.Items);
        var centers = PreferenceCenters.Find(
            rows, data.Train, data.ItemEmbeddings, vocabulary, new PreferenceCenterOptions { Seed = seed });
        return Of(centers.Cards, new RowNames("item", data.ItemCount, data.ItemIds, vocabulary));
    }

    private static JsonObject Of(CenterCard card, RowNames items) => new JsonObject
    {
        ["number"] = card.Number + 1,
        ["title"] = card.Title,
        ["items"] = card.ItemCount,
        ["users"] = card.UserCount,
        ["text_items"] = card.TextItemCount,
        ["shared_items"] = card.SharedItemCount,
        ["nearest"] = new JsonArray([.. card.Items.Select(item => ItemView.ToJson(items, item))]),
        ["words"] = new JsonArray([.. card.Words.Select(word => new JsonObject
        {
            ["word"] = word.Word,
            ["score"] = word.Score,
            ["share"] = word.Share,
            ["share_elsewhere"] = word.ShareElsewhere,
        })]),
    };
}
