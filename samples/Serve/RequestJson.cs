using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaRec.Serve;

/// <summary>How strictly requests are read.</summary>
internal static class RequestJson
{
    /// <summary>A misspelt name, or null in place of a value, is an error: a filter that is silently ignored gives a wrong list.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.NumberHandling = JsonNumberHandling.Strict;
    }
}
