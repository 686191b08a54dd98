using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DaRec.Internal;

namespace DaRec.Cli.Reporting;

/// <summary>A page of HTML that needs nothing but itself.</summary>
internal static class ReportPage
{
    private static readonly string Style = Resource("report.css");
    private static readonly string Script = Resource("report.js");

    /// <summary>The page.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="subtitle">What it is about.</param>
    /// <param name="sections">Its parts; those that have nothing to tell are left out.</param>
    public static string Of(string title, string subtitle, IReadOnlyList<IReportSection> sections)
    {
        IReportSection[] told = [.. sections.Where(section => section.HasContent)];
        var html = new HtmlWriter();
        html.Own("<!DOCTYPE html>\n").Element(
            "html",
            () =>
            {
                html.Element("head", () => Head(html, title)).Line();
                html.Element("body", () => Body(html, title, subtitle, told));
            },
            ("lang", "en"));
        return html.Line().ToString();
    }

    /// <summary>Writes a page that appears whole or not at all.</summary>
    public static void Save(string path, string page) => AtomicFile.Write(Path.GetFullPath(path), stream => stream.Write(Encoding.UTF8.GetBytes(page)));

    // Nothing is fetched and no other script runs, whatever titles and ids hold.
    private static void Head(HtmlWriter html, string title)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));
        html.Line().Open("meta", ("charset", "utf-8")).Line();
        html.Open(
            "meta",
            ("http-equiv", "Content-Security-Policy"),
            ("content", $"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{hash}'")).Line();
        html.Open("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line();
        html.Open("meta", ("name", "generator"), ("content", $"darec {Version}")).Line();
        html.Open("link", ("rel", "icon"), ("href", "data:,")).Line();
        html.Element("title", title).Line();
        html.Element("style", () => html.Own(Style)).Line();
    }

    private static void Body(HtmlWriter html, string title, string subtitle, IReportSection[] sections)
    {
        html.Element("header", () =>
        {
            html.Element("h1", title).Paragraph(subtitle, "quiet");
            html.Element("nav", () =>
            {
                foreach (var section in sections.Skip(1))
                {
                    html.Element("a", section.Title, ("href", $"#{section.Id}")).Text(" ");
                }
            });
        }).Line();
        html.Element("main", () =>
        {
            foreach (var section in sections)
            {
                html.Element(
                    "section",
                    () =>
                    {
                        html.Element("h2", section.Title);
                        section.Write(html);
                    },
                    ("id", section.Id)).Line();
            }
        });
        html.Element(
            "footer",
            $"Made by darec {Version} on {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}. The page needs no network.").Line();
        html.Element("script", () => html.Own(Script));
    }

    /// <summary>The program's version.</summary>
    public static string Version => typeof(ReportPage).Assembly.GetName().Version is { } version && InformationalVersion is null
        ? version.ToString(3)
        : InformationalVersion!;

    private static string? InformationalVersion => typeof(ReportPage).Assembly
        .GetCustomAttributes(typeof(System.Reflection.AssemblyInformationalVersionAttribute), inherit: false)
        .OfType<System.Reflection.AssemblyInformationalVersionAttribute>().FirstOrDefault()?.InformationalVersion;

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream($"DaRec.Cli.Reporting.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
