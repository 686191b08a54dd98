using System.Reflection;
using System.Xml;
using System.Xml.Linq;

namespace DaRec.Cli.Settings;

/// <summary>The summaries of an assembly's documentation file, which lies beside it; without the file there are none.</summary>
internal sealed class XmlSummaries
{
    private readonly Dictionary<string, XElement> _summaries = [];

    public XmlSummaries(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        try
        {
            foreach (var member in XDocument.Load(path).Descendants("member"))
            {
                if (member.Attribute("name")?.Value is { } name && member.Element("summary") is { } summary)
                {
                    _summaries[name] = summary;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException)
        {
            // Help does without.
        }
    }

    /// <summary>The property's summary as one line of plain text, or null.</summary>
    public string? Of(PropertyInfo property) =>
        _summaries.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var summary)
            ? string.Join(' ', string.Concat(summary.Nodes().Select(Text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : null;

    // Other options are named as they are typed, and so are the values of enumerations.
    private static string Text(XNode node) => node switch
    {
        XElement element when element.Attribute("cref")?.Value is { } reference => reference[0] switch
        {
            'P' => "--" + Names.Kebab(LastPart(reference)),
            'F' => string.Join(' ', reference.Split('.')[^2..].Select(Names.Kebab)),
            _ => LastPart(reference),
        },
        XElement element => element.Value,
        XText text => text.Value,
        _ => "",
    };

    private static string LastPart(string reference) => reference[(reference.LastIndexOf('.') + 1)..];
}
