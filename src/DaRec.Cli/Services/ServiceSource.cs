using System.CommandLine;
using DaRec.Cli.Commands;
using DaRec.Serving;

namespace DaRec.Cli.Services;

/// <summary>The options that say which index is asked: an exported one, or one made of a run and its data.</summary>
internal sealed class ServiceSource(CliContext context)
{
    /// <summary>The option <c>--service</c>.</summary>
    public Option<string> Service { get; } = new("--service")
    {
        HelpName = "DIR",
        Description = "A folder that export wrote. Nothing else is read.",
    };

    /// <summary>The option <c>--run</c>.</summary>
    public Option<string> Run { get; } = new("--run")
    {
        HelpName = "DIR",
        Description = "A folder of train --out, instead of --service; its data come from --data.",
    };

    /// <summary>The option <c>--data</c>.</summary>
    public Option<string> Data { get; } = DataOption();

    /// <summary>The folder of the data of a run.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        HelpName = "DIR",
        Description = "Folder of the data. [the one that the run was trained on]",
    };

    /// <summary>The data of a run.</summary>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static Recommenders.Data.Dataset OpenData(string? typed, TrainedRun run, CliContext context)
    {
        if (typed is null && run.Data is { } remembered && !Directory.Exists(remembered))
        {
            throw new UsageException($"The run was trained on {remembered}, which is not there; say where the data lie: --data DIR.");
        }

        return Folder.Open(typed ?? run.Data, context, isQuiet: true);
    }

    /// <summary>Whether one is named.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(Service) is not null || parsed.GetValue(Run) is not null;

    /// <summary>The index.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="hasFoldIn">Whether histories will be asked with.</param>
    /// <exception cref="UsageException">None is named, or two, or a folder is missing.</exception>
    public Recommender Open(ParseResult parsed, bool hasFoldIn)
    {
        var (service, directory) = (parsed.GetValue(Service), parsed.GetValue(Run));
        switch (service, directory)
        {
            case (not null, not null):
                throw new UsageException("--service and --run exclude each other: one index is asked.");
            case (not null, null) when parsed.GetValue(Data) is not null:
                throw new UsageException("--data does not go with --service, which has all it needs.");
            case (not null, null):
                return ServiceFolder.Load(service, Service.Name);
            case (null, not null):
                var run = TrainedRun.Open(directory, Run.Name);
                using (var data = OpenData(parsed.GetValue(Data), run, context))
                {
                    return new ServiceBuilder(context, run, data) { HasFoldIn = hasFoldIn }.Build();
                }

            default:
                throw new UsageException("Say what is asked: --service DIR of export, or --run DIR of train --out.");
        }
    }
}
