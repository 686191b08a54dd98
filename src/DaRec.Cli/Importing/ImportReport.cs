using System.Globalization;
using DaRec.Data;

namespace DaRec.Cli.Importing;

/// <summary>Says what an import read, kept and dropped, and what to type next.</summary>
internal sealed class ImportReport(CliContext context, ImportSettings settings, string directory)
{
    public void Write(ImportedData data)
    {
        File(settings.Interactions, $"{Count(data.Log.LineCount, "interaction")}", data.Log.Notes, data.Log.Dropped);
        WriteCatalogue(settings.Items, data.Items, data.ItemIds, "item", isKept: true);
        WriteCatalogue(settings.Users, data.Users, data.UserIds, "user", isKept: false);
        WriteKept(data);
        WriteParts(data);
        context.WriteLine("Next:");
        var folder = Quoted(directory);
        if (data.Items is not null)
        {
            context.WriteLine($"  darec encode --hashing --out {folder}    or --onnx DIR, or --endpoint URL --model NAME");
        }

        context.WriteLine($"  darec train --data {folder} --out RUN");
    }

    private void File(string path, string what, IReadOnlyList<string> notes, Tally dropped)
    {
        context.WriteLine($"{Path.GetFileName(path)}: {what}; {notes[0]}");
        foreach (var note in notes.Skip(1).Concat(dropped.Text is { } text ? [$"dropped: {text}"] : []))
        {
            context.WriteLine($"  {note}");
        }
    }

    private void WriteCatalogue(string? path, Catalogue? catalogue, IdMap ids, string kind, bool isKept)
    {
        if (catalogue is null)
        {
            return;
        }

        File(path!, Count(catalogue.LineCount, kind), catalogue.Notes, catalogue.Dropped);
        var withText = ids.Ids.Count(id => catalogue.Of(id).Text is not null);
        if (!isKept && catalogue.Ids.Ids.Count(id => !ids.TryGetNumber(id, out _)) is > 0 and var unknown)
        {
            context.WriteLine($"  dropped: {unknown} without a training interaction");
        }

        if (ids.Count - withText is > 0 and var without)
        {
            var absent = ids.Ids.Count(id => !catalogue.Ids.TryGetNumber(id, out _));
            context.WriteLine(
                $"  {Count(without, kind)} of the data {(without == 1 ? "has" : "have")} no text" +
                $"{(absent == 0 ? "" : $", {absent} of them no line here")}");
        }
    }

    private void WriteKept(ImportedData data)
    {
        if (data.Dropped.Text is { } text)
        {
            context.WriteLine($"dropped: {text}");
        }

        if (data.UsersLost + data.ItemsLost > 0)
        {
            context.WriteLine($"dropped with them: {Count(data.UsersLost, "user")}, {Count(data.ItemsLost, "item")} without a text");
        }
    }

    private void WriteParts(ImportedData data)
    {
        var (train, validation, test) = (data.Split.Train, data.Split.Validation, data.Split.Test);
        var untrained = train.ItemDegrees().Count(degree => degree == 0);
        var (inValidation, inTest) = (validation.ItemDegrees(), test.ItemDegrees());
        var textOnly = train.ItemDegrees().Index().Count(item => item.Item + inValidation[item.Index] + inTest[item.Index] == 0);
        context.WriteLine(
            $"kept: {Count(data.UserIds.Count, "user")}, {Count(data.ItemIds.Count, "item")}" +
            (untrained == 0 ? "" : $" ({untrained} without a training interaction{(textOnly == 0 ? "" : $", {textOnly} of them with a text alone")})") +
            string.Create(
                CultureInfo.InvariantCulture,
                $"; {train.Count / (double)Math.Max(1, data.ItemIds.Count - untrained):0.0} training interactions for each other item"));
        context.WriteLine($"parts: {train.Count} training, {validation.Count} validation, {test.Count} test interactions ({Describe()})");
        if (data.UsersNotHeldOut > 0)
        {
            var why = settings.Split switch
            {
                SplitKind.Time => "nothing so late",
                SplitKind.ColdItems => "nothing held out",
                _ => "too few items to hold any out",
            };
            context.WriteLine($"  {Count(data.UsersNotHeldOut, "user")} with {why}: all of theirs train");
        }

        foreach (var (part, name, what) in new[] { (validation, "val.npz", "choose the best epoch"), (test, "tst.npz", "measure") })
        {
            if (part.Count == 0)
            {
                context.Error.WriteLine($"warning: no interaction is there to {what} with, and no {name} was written.");
            }
        }
    }

    private string Describe() => settings.Split switch
    {
        SplitKind.Time => "the latest of all held out",
        SplitKind.LeaveLastOut => "the last two of each user held out",
        SplitKind.ColdItems => string.Create(
            CultureInfo.InvariantCulture, $"all of {100 * settings.Cold:0.#} % of the items held out, seed {settings.Seed}"),
        _ => $"random shares of each user's, seed {settings.Seed}",
    };

    private static string Count(long count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static string Quoted(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
