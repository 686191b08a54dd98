using System.Text.Json;

namespace DaRec.Internal;

/// <summary>Tells JSON whose texts are no Unicode, which is found out as late as a text is asked for.</summary>
internal static class UnicodeJson
{
    /// <summary>Decodes every string and name once: later reads cannot fail.</summary>
    /// <exception cref="InvalidOperationException">One of them is half a character or no UTF-8.</exception>
    public static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Check(member.Value);
                }

                break;
        }
    }
}
