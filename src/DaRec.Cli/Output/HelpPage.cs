using System.CommandLine;
using System.CommandLine.Invocation;
using DaRec.Cli.Commands;

namespace DaRec.Cli.Output;

/// <summary>The help of the program and of each verb: usage, options by groups, examples.</summary>
internal sealed class HelpPage(CliContext context) : SynchronousCommandLineAction
{
    private const int Indent = 2;
    private const int TextColumn = 32;
    private readonly int _width = context.IsTerminal ? Math.Clamp(context.Console.Profile.Width, 72, 120) : 100;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        Wrap(command.Description ?? "", 0);
        context.WriteLine("");
        if (command is Verb verb)
        {
            WriteVerb(verb);
        }
        else
        {
            WriteProgram(command);
        }

        return CliProgram.Done;
    }

    private void WriteProgram(Command program)
    {
        context.WriteLine("Usage: darec VERB [options]");
        WriteEntries("Verbs", program.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, verb.Description)));
        WriteEntries("Options", program.Options.Select(option => (Label(option), option.Description)));
        context.WriteLine("");
        context.WriteLine("'darec VERB --help' shows a verb's options and examples.");
        context.WriteLine("Exit codes: 0 done, 1 failed, 2 called wrongly, 130 interrupted. DAREC_DEBUG=1 shows where an error arose.");
    }

    private void WriteVerb(Verb verb)
    {
        context.WriteLine($"Usage: darec {verb.Name} {verb.Usage}");
        foreach (var (title, options) in verb.Groups)
        {
            WriteEntries(title, options.Select(option => (Label(option), option.Description)));
        }

        context.WriteLine("");
        context.WriteLine("Examples");
        foreach (var (command, purpose) in verb.Examples)
        {
            Wrap($"# {purpose}", Indent);
            context.WriteLine($"{new string(' ', Indent)}{command}");
        }
    }

    private void WriteEntries(string title, IEnumerable<(string Label, string? Text)> entries)
    {
        context.WriteLine("");
        context.WriteLine(title);
        foreach (var (label, text) in entries)
        {
            var start = new string(' ', Indent) + label;
            if (start.Length > TextColumn - 2)
            {
                context.WriteLine(start);
                start = "";
            }

            Wrap(text ?? "", TextColumn, start);
        }
    }

    private void Wrap(string text, int indent, string start = "")
    {
        var line = start.PadRight(indent);
        var isEmpty = true;
        foreach (var word in text.Split(' '))
        {
            if (!isEmpty && line.Length + 1 + word.Length > _width)
            {
                context.WriteLine(line);
                (line, isEmpty) = (new string(' ', indent), true);
            }

            line += isEmpty ? word : " " + word;
            isEmpty = false;
        }

        context.WriteLine(line.TrimEnd());
    }

    private static string Label(Option option) =>
        string.Join(", ", option.Aliases.Prepend(option.Name).OrderBy(name => name.Length)) +
        (option.HelpName is null ? "" : $" {option.HelpName}");
}
