using System.Text.Json.Nodes;
using DaRec.Cli.Settings;
using DaRec.Diagnostics.Information;
using DaRec.Diagnostics.Theorems;

namespace DaRec.Cli.Output;

/// <summary>The theorems' report as JSON, with all its digits.</summary>
internal static class TheoremsJson
{
    /// <summary>Bounds with their strongest distributions, and measurements with their intervals.</summary>
    public static JsonObject Of(TheoremsReport report) => new()
    {
        ["command"] = report.Command,
        ["machine"] = new JsonArray([.. report.Machine.Lines().Select(line => (JsonNode)line)]),
        ["theorem1"] = new JsonArray([.. report.First.Select(Of)]),
        ["theorem2"] = new JsonObject
        {
            ["seeds"] = report.Planted.SeedCount,
            ["firstSeed"] = report.Planted.Seed,
            ["rows"] = report.Planted.RowCount,
            ["steps"] = report.Planted.Steps,
            ["learningRate"] = report.Planted.LearningRate,
            ["width"] = report.Planted.Width,
            ["alignmentWeight"] = report.Planted.AlignmentWeight,
            ["noise"] = report.Planted.Noise,
            ["tasks"] = new JsonArray([.. report.Second.Select(Of)]),
        },
    };

    private static JsonNode Of(Theorem1Report report) => new JsonObject
    {
        ["bound"] = report.Bound.Name,
        ["distributions"] = report.Count,
        ["counterexamples"] = report.Violations,
        ["smallestSlackBits"] = report.SmallestSlackBits,
        ["kinds"] = new JsonArray([.. report.Families.Select(family => (JsonNode)new JsonObject
        {
            ["name"] = family.Name,
            ["distributions"] = family.Count,
            ["counterexamples"] = family.Violations,
            ["smallestSlackBits"] = family.SmallestSlackBits,
            ["largestGapBits"] = family.LargestGapBits,
        })]),
        ["worst"] = Of(report.Worst),
    };

    // p[d][d′][y]
    private static JsonArray Of(FiniteJoint joint) => new([.. Enumerable.Range(0, joint.FirstCount).Select(first =>
        (JsonNode)new JsonArray([.. Enumerable.Range(0, joint.SecondCount).Select(second =>
            (JsonNode)new JsonArray([.. Enumerable.Range(0, joint.LabelCount).Select(label => (JsonNode)joint[first, second, label])]))]))]);

    private static JsonNode Of(Theorem2Result result) => new JsonObject
    {
        ["task"] = Names.Of(result.Task),
        ["methods"] = new JsonArray([.. result.Measurements.Select(one => (JsonNode)new JsonObject
        {
            ["method"] = Names.Of(one.Method),
            ["relevantBits"] = Of(one.RelevantBits),
            ["irrelevantBits"] = Of(one.IrrelevantBits),
        })]),
        ["relevantGainBits"] = Of(result.RelevantGainBits),
        ["irrelevantGainBits"] = Of(result.IrrelevantGainBits),
        ["relevantVerdict"] = Names.Of(result.RelevantVerdict),
        ["irrelevantVerdict"] = Names.Of(result.IrrelevantVerdict),
        ["summary"] = new JsonArray([.. result.Summary.Select(line => (JsonNode)line)]),
    };

    private static JsonObject Of(MeanInterval interval) =>
        new() { ["mean"] = interval.Mean, ["low"] = interval.Low, ["high"] = interval.High };
}
