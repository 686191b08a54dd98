using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DaRec.Cli.Benchmarks.Reporting;

/// <summary>The report as JSON, with all its digits.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Machine, findings, tables and points.</summary>
    /// <param name="report">What to tell.</param>
    public static JsonObject Of(BenchmarkReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new JsonObject
        {
            ["command"] = report.Command,
            ["machine"] = Node(report.Machine),
            ["data"] = report.Data,
            ["rounds"] = report.Rounds,
            ["results"] = Node(report.Results),
        };
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Options);
}
