using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Checking;
using DaRec.Cli.Measuring;
using DaRec.Cli.Output;
using DaRec.Recommenders.Data;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>check-device</c>.</summary>
internal sealed class CheckDeviceCommand
{
    private readonly CliContext _context;
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<string> _only = new("--only")
    {
        HelpName = "losses|training",
        Description = "Checks the losses alone, or the training alone. [both]",
    };

    private readonly Option<bool> _quick = new("--quick") { Description = "Trains on fewer users and items, for fewer epochs." };
    private readonly Option<string> _json = new("--json") { HelpName = "FILE", Description = "Writes all figures here as JSON." };
    private readonly Option<string> _threads = SharedOptions.Threads();

    private CheckDeviceCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new CheckDeviceCommand(context);
        var verb = new Verb(
            "check-device",
            "Checks that a device computes what the processor does: every loss with its gradient in float32 against float64, and a short " +
            "training of every recommender, alone and with texts. Ends with exit code 1 where something differs.",
            "[options]")
        {
            Examples =
            [
                ("darec check-device --device cuda", "the first GPU; about a minute"),
                ("darec check-device --device cuda --only losses --json check.json", "the losses, with all digits in a file"),
            ],
        };
        verb.AddGroup("Options [default]", command._device, command._only, command._quick, command._json, command._threads);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var device = SharedOptions.DeviceOf(parsed, _device);
        var only = parsed.GetValue(_only);
        if (only is not (null or "losses" or "training"))
        {
            throw new UsageException($"{_only.Name} {only}: expected losses or training.");
        }

        using var jsonFile = Outputs.Open(parsed.GetValue(_json), _json.Name, path => new JsonFile(path));
        foreach (var line in MachineDescription.Here(device).Lines())
        {
            _context.WriteLine(line);
        }

        CheckedFigure[] figures =
        [
            .. only == "training" ? [] : Shown($"Losses: float32 on {device} against float64 on the processor", Losses(device)),
            .. only == "losses" ? [] : Shown($"Training: {device} against the processor", Training(device, parsed.GetValue(_quick))),
        ];
        foreach (var wrong in figures.Where(figure => !figure.IsRight))
        {
            _context.Error.WriteLine($"failed: {wrong.Name}: {wrong.Error ?? $"apart by {Short(wrong.Difference)}, expected at most {Short(wrong.Tolerance)}"}");
        }

        var right = figures.Count(figure => figure.IsRight);
        _context.WriteLine($"{right} of {figures.Length} figures on {device} are right.");
        jsonFile?.Commit(new JsonObject
        {
            ["device"] = device.ToString(),
            ["right"] = right,
            ["figures"] = JsonSerializer.SerializeToNode(figures, Lenient),
        });
        return right == figures.Length ? CliProgram.Done : CliProgram.Failed;
    }

    private static JsonSerializerOptions Lenient { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private IEnumerable<CheckedFigure> Losses(Device device) => LossCase.All.Concat(AlignerCase.All).SelectMany(one => Caught(one.Name, () =>
    {
        using var scope = NewDisposeScope();
        return [.. one.Compute(device, ScalarType.Float32).Against(one.Name, one.Compute(CPU, ScalarType.Float64))];
    }));

    private IEnumerable<CheckedFigure> Training(Device device, bool isQuick)
    {
        using var data = SyntheticData.Generate(
            new SyntheticOptions { UserCount = isQuick ? 300 : 1000, ItemCount = isQuick ? 400 : 1500 });
        foreach (var one in TrainingCase.All)
        {
            foreach (var figure in Caught(one.Name, () => [.. one.Check(data, device, isQuick ? 8 : 20, _context.Cancellation)]))
            {
                yield return figure;
            }
        }
    }

    // One that fails does not keep the others from being checked.
    private List<CheckedFigure> Caught(string name, Func<List<CheckedFigure>> check)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        try
        {
            return check();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return [CheckedFigure.Failed(name, Messages.Of(exception))];
        }
    }

    // Line by line: what ends the process does not take the figures before it along.
    private List<CheckedFigure> Shown(string title, IEnumerable<CheckedFigure> checks)
    {
        _context.WriteLine("");
        _context.WriteLine(title);
        _context.WriteLine(Line(["", "processor", "device", "apart by", "at most"], ""));
        List<CheckedFigure> figures = [];
        foreach (var figure in checks)
        {
            figures.Add(figure);
            string[] cells =
                [figure.Name, Short(figure.Expected), Short(figure.Actual), Short(figure.Difference), Short(figure.Tolerance)];
            _context.WriteLine(Line(cells, figure.IsRight ? "right" : "WRONG"));
        }

        return figures;

        static string Line(string[] cells, string end) =>
            $"{cells[0],-66} {string.Concat(cells[1..].Select(cell => $"{cell,10}"))}  {end}".TrimEnd();
    }

    private static string Short(double value) => value switch
    {
        0 => "0",
        _ when double.IsNaN(value) => "–",
        _ when Math.Abs(value) is >= 1e-3 and < 1e5 => value.ToString("0.####", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0e0", CultureInfo.InvariantCulture),
    };
}
