using System.CommandLine;
using DaRec.Cli.Services;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>similar</c>.</summary>
internal sealed class SimilarCommand
{
    private readonly ServiceSource _source;
    private readonly ListOptions _options;
    private readonly ListOutput _output;

    private readonly Option<string> _item = new("--item")
    {
        HelpName = "ID",
        Required = true,
        Description = "The item: an id if the data have ids, otherwise a number from 0.",
    };

    private SimilarCommand(CliContext context) => (_source, _options, _output) = (new(context), new(context), new(context));

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new SimilarCommand(context);
        var verb = new Verb(
            "similar",
            "Lists the items that the recommender holds to be most similar to one: rank, item, cosine of both vectors, and text.",
            "(--service DIR | --run DIR) --item ID [options]")
        {
            Examples =
            [
                ("darec similar --service service --item 17", "ten items like item 17"),
                ("darec similar --service service --item 17 --top 3 --allowed in-stock.txt --json", "three of those in stock, as JSON"),
            ],
        };
        verb.AddGroup("What is asked", command._source.Service, command._source.Run, command._source.Data, command._item);
        verb.AddGroup("Options [default]", [.. command._options.All, .. command._output.All]);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var options = _options.Read(parsed);
        var item = parsed.GetRequiredValue(_item);
        var recommender = _source.Open(parsed, hasFoldIn: false);
        _options.Check(options, recommender);
        if (!recommender.TryGetItem(item, out _))
        {
            throw new UsageException(
                $"--item {item}: there is no item of this id among the {recommender.ItemCount}; ids look like {recommender.ItemId(0)}.");
        }

        _output.WriteOne(parsed, ("item", [item]), recommender.SimilarItems(item, options));
        return CliProgram.Done;
    }
}
