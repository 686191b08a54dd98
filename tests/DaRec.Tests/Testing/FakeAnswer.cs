using System.Globalization;
using System.Runtime.InteropServices;

namespace DaRec.Tests.Testing;

/// <summary>What a <see cref="FakeEndpoint"/> answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Text of the body.</param>
/// <param name="Headers">Further header lines, each with its line break.</param>
/// <param name="Missing">Bytes that are announced and do not come.</param>
/// <param name="Wait">Is waited for before.</param>
internal sealed record FakeAnswer(int Status, string Body, string Headers = "", int Missing = 0, Task? Wait = null)
{
    /// <summary>The right answer: three numbers that depend on the text, as base64 or as a list.</summary>
    public static FakeAnswer Of(FakeRequest request, bool isBase64 = true, bool isReversed = false)
    {
        IEnumerable<string> entries = request.Texts.Select((text, index) => Entry(Vector(text), index, isBase64));
        return new FakeAnswer(200, List(isReversed ? entries.Reverse() : entries));
    }

    public static string List(IEnumerable<string> entries) =>
        $$$"""{"object":"list","data":[{{{string.Join(',', entries)}}}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}""";

    public static string Entry(float[] vector, int index, bool isBase64 = true)
    {
        var numbers = isBase64
            ? $"\"{Convert.ToBase64String(MemoryMarshal.AsBytes<float>(vector))}\""
            : $"[{string.Join(',', vector.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]";
        return $$"""{"object":"embedding","index":{{index}},"embedding":{{numbers}}}""";
    }

    /// <summary>A direction of its own for each text.</summary>
    public static float[] Vector(string text)
    {
        var sum = text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
        return [1, (sum & 0xFF) / 64f, ((sum >> 8) & 0xFF) / 64f];
    }
}
