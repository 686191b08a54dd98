using System.CommandLine;
using System.Text.Json.Nodes;
using DaRec.Cli.Inspecting;
using DaRec.Cli.Output;
using DaRec.Cli.Services;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>inspect</c>.</summary>
internal sealed class InspectCommand
{
    private readonly CliContext _context;
    private readonly BaselineSource _baseline;
    private readonly Option<string> _data = ServiceSource.DataOption();

    private readonly Option<string> _run = new("--run")
    {
        HelpName = "DIR",
        Required = true,
        Description = "The folder that train --out wrote.",
    };

    private readonly Option<string> _item = new("--item")
    {
        HelpName = "ID",
        Description = "Shows what an item is like, before and after, by texts and by clicks: an id if the data have ids, otherwise a number from 0.",
    };

    private readonly Option<string> _user = new("--user")
    {
        HelpName = "ID",
        Description = "Shows a user's recommendations, each with where its score comes from, and who is like the user.",
    };

    private readonly Option<string> _clusters = new("--clusters") { HelpName = "K", Description = "Preference centres, at least 1. [12]" };
    private readonly Option<string> _top = new("--top") { HelpName = "N", Description = "Entries of each list, at least 1. [10]" };
    private readonly Option<string> _json = new("--json") { HelpName = "FILE", Description = "Writes all of it here as JSON, with all digits." };

    private InspectCommand(CliContext context) => (_context, _baseline) = (context, new(context));

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new InspectCommand(context);
        var verb = new Verb(
            "inspect",
            "Shows what a run made of its items and users: the groups of items that the same users like, what an item or a user is like " +
            "before and after the texts, and why items are recommended.",
            "--run DIR [--item ID | --user ID] [options]")
        {
            Examples =
            [
                ("darec inspect --run runs/aligned", "the preference centres as cards: their words, items and sizes"),
                ("darec inspect --run runs/aligned --item 17", "what item 17 is like, before and after, by texts and by clicks"),
                ("darec inspect --run runs/aligned --user 17 --top 5", "five recommendations and where their scores come from"),
                ("darec inspect --run runs/aligned --baseline runs/alone --item 17", "compared with a run of your own"),
            ],
        };
        verb.AddGroup("What is asked", command._run, command._data, command._item, command._user);
        verb.AddGroup("Options [default]", command._clusters, command._top, command._baseline.Option, command._json);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var clusters = Arguments.Count(parsed.GetValue(_clusters) ?? "12", _clusters.Name);
        var top = Arguments.Count(parsed.GetValue(_top) ?? "10", _top.Name);
        var (item, user) = (parsed.GetValue(_item), parsed.GetValue(_user));
        if (item is not null && user is not null)
        {
            throw new UsageException("Say one thing: --item ID or --user ID; without both, the preference centres show.");
        }

        using var file = Outputs.Open(parsed.GetValue(_json), _json.Name, path => new JsonFile(path));
        var typed = parsed.GetValue(_baseline.Option);
        var baseline = item is null && user is null && typed is null ? "none" : typed; // cards need nothing to compare with
        using var run = InspectedRun.Open(_context, parsed.GetRequiredValue(_run), parsed.GetValue(_data), (_baseline, baseline), _run.Name);
        _context.WriteLine($"{run.Description}: {run.After.Title}");
        JsonObject json;
        if (item is not null)
        {
            json = new ItemView(_context, run).Show(run.Items.Find(item, _item.Name), top);
        }
        else if (user is not null)
        {
            json = new UserView(_context, run).Show(run.Users.Find(user, _user.Name), top);
        }
        else
        {
            json = new CardView(_context, run).Show(clusters, top);
        }

        file?.Commit(json);
        return CliProgram.Done;
    }
}
