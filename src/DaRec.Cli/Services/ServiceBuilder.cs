using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Commands;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Data;
using DaRec.Recommenders.Data;
using DaRec.Serving;
using DaRec.Serving.FoldIn;

namespace DaRec.Cli.Services;

/// <summary>Makes an index of a trained run and its data.</summary>
/// <param name="context">Where warnings go.</param>
/// <param name="run">The run.</param>
/// <param name="data">The data as their folder has them.</param>
internal sealed class ServiceBuilder(CliContext context, TrainedRun run, Dataset data)
{
    /// <summary>The parts whose interactions users have seen: trn, val, tst.</summary>
    public IReadOnlyList<string> SeenParts { get; init; } = ["trn"];

    /// <summary>Whether histories can be asked with, which takes a fit.</summary>
    public bool HasFoldIn { get; init; } = true;

    /// <summary>Makes the index.</summary>
    /// <exception cref="InvalidDataException">The data are not those of the run.</exception>
    public Recommender Build()
    {
        run.EnsureFits(data.Train);
        using var trained = RunData.Of(data, run.Settings); // as training saw them
        var counts = trained.Train.ItemDegrees();
        var foldIn = HasFoldIn ? FoldIn(trained) : null;
        return new Recommender(new RecommenderContents
        {
            Users = run.Users,
            Items = run.Items,
            UserIds = data.UserIds,
            ItemIds = data.ItemIds,
            ItemTitles = TitlesOf(data),
            ItemCounts = counts,
            Seen = Seen(),
            TextProjection = run.Projection,
            FoldIn = foldIn,
            Settings = Settings(foldIn),
        });
    }

    /// <summary>The titles of the data's items; null where none has one.</summary>
    public static IReadOnlyList<string?>? TitlesOf(Dataset data)
    {
        string?[] titles = [.. Enumerable.Range(0, data.ItemCount).Select(data.ItemText)];
        return titles.Any(title => title is not null) ? titles : null;
    }

    private UserFoldIn? FoldIn(Dataset trained)
    {
        if (run.TextColumns is not { } columns)
        {
            context.Error.WriteLine(
                "warning: histories cannot be asked with, for an earlier version trained the run and did not write what that takes; " +
                "train again.");
            return null;
        }

        try
        {
            return UserFoldIn.Fit(
                run.Users, run.Items, trained.Train, trained.Validation, run.Items.Width - columns, run.TextFactors);
        }
        catch (ArgumentException exception)
        {
            context.Error.WriteLine($"warning: histories cannot be asked with. {Messages.Of(exception)}");
            return null;
        }
    }

    private Interactions Seen()
    {
        Interactions[] parts = [.. SeenParts.Select(PartOf).OfType<Interactions>()];
        return parts is [var one]
            ? one
            : Interactions.FromPairs(parts.SelectMany(Pairs), data.UserCount, data.ItemCount);

        static IEnumerable<(int, int)> Pairs(Interactions part)
        {
            for (var user = 0; user < part.UserCount; user++)
            {
                foreach (var item in part.ItemsOf(user).ToArray())
                {
                    yield return (user, item);
                }
            }
        }
    }

    private Interactions? PartOf(string name) => name switch
    {
        "trn" => data.Train,
        "val" => data.Validation,
        _ => data.Test,
    };

    private JsonElement Settings(UserFoldIn? foldIn)
    {
        var training = (JsonObject)run.Json.DeepClone();
        training.Remove(SettingsFile.DataKey); // a path of this machine
        var settings = new JsonObject
        {
            ["training"] = training,
            ["seen"] = new JsonArray([.. SeenParts.Select(part => (JsonNode)part)]),
        };
        if (data.ItemEmbeddings is { } texts && run.Projection is not null)
        {
            settings[ServiceFolder.TextsKey] = new JsonObject { ["width"] = texts.Width, [ServiceFolder.ModelKey] = texts.Manifest?.Model };
        }

        if (foldIn is not null)
        {
            settings["foldIn"] = new JsonObject
            {
                ["countExponent"] = foldIn.Settings.CountExponent,
                ["whitening"] = foldIn.Settings.Whitening,
                ["historyWeight"] = foldIn.Settings.HistoryWeight,
            };
        }

        using var document = JsonDocument.Parse(settings.ToJsonString());
        return document.RootElement.Clone();
    }
}
