using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>Settings and versions.</summary>
/// <param name="lines">What ran, and on what.</param>
/// <param name="settings">Settings as JSON, each with what they are of; shown without the places of files and without results.</param>
internal sealed class SettingsSection(IReadOnlyList<string> lines, IReadOnlyList<(string Of, JsonObject Json)> settings) : IReportSection
{
    public string Id => "settings";

    public string Title => "Settings and versions";

    public bool HasContent => true;

    public void Write(HtmlWriter html)
    {
        foreach (var line in lines.Append($"darec {ReportPage.Version}"))
        {
            html.Paragraph(line, "quiet");
        }

        foreach (var (of, json) in settings)
        {
            var shown = (JsonObject)json.DeepClone();
            shown.Remove(SettingsFile.DataKey);
            shown.Remove(SettingsFile.ResultKey);
            html.Element("details", () => html.Element("summary", of).Element("pre", shown.ToJsonString(JsonFile.Readable)));
        }
    }
}
