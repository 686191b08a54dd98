using System.Text.Json.Nodes;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Reporting;

public sealed class ReportInBrowserTests(ServedRun served) : IClassFixture<ServedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [BrowserFact]
    public async Task Page_SortsAndTellsPoints_WithoutErrorsOrRequests()
    {
        var page = _folder["report.html"];
        var made = CliRun.Of("report", "--run", served.Run, "--baseline", served.Run, "--out", page);
        made.ExitCode.Should().Be(0, made.Error);
        using var browser = await Browser.Start(Browser.Find()!);

        await browser.Open(page);

        (await Number(browser, "document.querySelectorAll('section').length")).Should().BeGreaterThan(6);
        await SortsByNumber(browser);
        await TellsAPoint(browser);
        (await Number(browser, "document.documentElement.scrollWidth - window.innerWidth")).Should().BeLessThanOrEqualTo(0, "only tables scroll sideways");
        browser.Events.Where(IsError).Select(told => told.ToJsonString()).Should().BeEmpty();
        browser.Events.Where(told => Method(told) == "Network.requestWillBeSent")
            .Select(told => told["params"]!["request"]!["url"]!.GetValue<string>())
            .Should().OnlyContain(url => url.StartsWith("file:", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal))
            .And.ContainSingle(url => url.StartsWith("file:", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task SortsByNumber(Browser browser)
    {
        const string Column = "[...document.querySelectorAll('#changes table')][0]";
        await browser.Value($"{Column}.querySelectorAll('th button')[2].click()");

        var values = (await browser.Value($"[...{Column}.tBodies[0].rows].map(row => Number(row.children[2].dataset.v))"))!.AsArray();

        values.Select(value => value!.GetValue<double>()).Should().HaveCount(10).And.BeInDescendingOrder();
        (await browser.Value($"{Column}.querySelectorAll('th')[2].getAttribute('aria-sort')"))!.GetValue<string>().Should().Be("descending");
    }

    private static async Task TellsAPoint(Browser browser)
    {
        await browser.Value("document.querySelector('#maps svg').scrollIntoView()");
        var place = (await browser.Value(
            "(() => { const all = document.querySelectorAll('#maps circle.p'); const box = all[all.length - 1].getBoundingClientRect();" +
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"))!.AsArray();

        await browser.Point(place[0]!.GetValue<double>(), place[1]!.GetValue<double>());

        (await browser.Value("document.getElementById('tip').hidden"))!.GetValue<bool>().Should().BeFalse();
        (await browser.Value("document.getElementById('tip').textContent"))!.GetValue<string>().Should().MatchRegex(@"^(Thing|item) .*\(group \d+\)$");
        (await Number(browser, "document.querySelectorAll('circle.on').length")).Should().Be(2, "the same item is on both maps");
    }

    private static async Task<double> Number(Browser browser, string expression) => (await browser.Value(expression))!.GetValue<double>();

    private static string Method(JsonNode told) => told["method"]!.GetValue<string>();

    private static bool IsError(JsonNode told) => Method(told) switch
    {
        "Runtime.exceptionThrown" => true,
        "Log.entryAdded" => told["params"]!["entry"]!["level"]!.GetValue<string>() is "error" or "warning",
        "Runtime.consoleAPICalled" => told["params"]!["type"]!.GetValue<string>() is "error" or "warning",
        _ => false,
    };
}
