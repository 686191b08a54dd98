namespace DaRec.Cli.Reporting;

/// <summary>A part of a report.</summary>
internal interface IReportSection
{
    /// <summary>Where links lead.</summary>
    string Id { get; }

    /// <summary>Its heading.</summary>
    string Title { get; }

    /// <summary>Whether there is anything to tell.</summary>
    bool HasContent { get; }

    /// <summary>Writes it, without the heading.</summary>
    void Write(HtmlWriter html);
}
