using System.CommandLine;

namespace DaRec.Cli.Commands;

/// <summary>A subcommand whose help has groups of options and examples.</summary>
internal sealed class Verb(string name, string description, string usage) : Command(name, description)
{
    private readonly List<(string Title, IReadOnlyList<Option> Options)> _groups = [];

    /// <summary>The arguments as the help shows them behind the name.</summary>
    public string Usage { get; } = usage;

    /// <summary>The options in the help's order.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Groups => _groups;

    /// <summary>Commands to type, each with what it does.</summary>
    public IReadOnlyList<(string Command, string Purpose)> Examples { get; init; } = [];

    /// <summary>Adds options under a title of their own.</summary>
    public void AddGroup(string title, params IReadOnlyList<Option> options)
    {
        _groups.Add((title, options));
        foreach (var option in options)
        {
            Options.Add(option);
        }
    }
}
