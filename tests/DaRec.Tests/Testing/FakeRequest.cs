using System.Text.Json.Nodes;

namespace DaRec.Tests.Testing;

/// <summary>A request that arrived at a <see cref="FakeEndpoint"/>.</summary>
/// <param name="Number">From 1, in the order of arrival.</param>
/// <param name="Head">The request line and headers.</param>
/// <param name="Body">What it asks.</param>
internal sealed record FakeRequest(int Number, string Head, JsonObject Body)
{
    public string[] Texts => [.. Body["input"]!.AsArray().Select(text => (string)text!)];
}
