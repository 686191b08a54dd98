using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DaRec.Tests.Testing;

/// <summary>A browser without a window, driven by the DevTools protocol.</summary>
internal sealed class Browser : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly TemporaryFolder _profile = new();
    private readonly CancellationTokenSource _end = new(Patience);
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly List<JsonNode> _events = [];
    private string? _session;
    private int _last;

    private Browser(string path) => _process = Process.Start(new ProcessStartInfo(
        path,
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--window-size=1200,900",
            "--remote-debugging-port=0", $"--user-data-dir={_profile.Root}", "about:blank"])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Where there is one; null where there is none.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Names, Path.Combine).FirstOrDefault(File.Exists);

    /// <summary>What the pages have told since the start: errors, requests.</summary>
    public IReadOnlyList<JsonNode> Events => _events;

    /// <summary>Starts one with a page that tells its errors and requests.</summary>
    public static async Task<Browser> Start(string path)
    {
        var browser = new Browser(path);
        try
        {
            await browser.Connect();
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file and waits until it is there.</summary>
    public async Task Open(string path)
    {
        await Ask("Page.navigate", new JsonObject { ["url"] = new Uri(path).AbsoluteUri });
        while (!_events.Any(told => told["method"]!.GetValue<string>() == "Page.loadEventFired"))
        {
            await Receive();
        }
    }

    /// <summary>The value of an expression of JavaScript.</summary>
    public async Task<JsonNode?> Value(string expression)
    {
        var answer = await Ask("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } problem ? throw new InvalidOperationException(problem.ToJsonString()) : answer["result"]?["value"];
    }

    /// <summary>Moves the mouse there.</summary>
    public Task Point(double x, double y) =>
        Ask("Input.dispatchMouseEvent", new JsonObject { ["type"] = "mouseMoved", ["x"] = x, ["y"] = y });

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _end.Dispose();
        _profile.Dispose();
    }

    private async Task Connect()
    {
        const string Told = "DevTools listening on ";
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync(_end.Token) ?? throw new InvalidOperationException("The browser ended.");
        }
        while (!line.StartsWith(Told, StringComparison.Ordinal));

        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None); // else it stops where its pipe is full
        await _socket.ConnectAsync(new Uri(line[Told.Length..].Trim()), _end.Token);
        var target = await Ask("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var attached = await Ask("Target.attachToTarget", new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
        _session = attached["sessionId"]!.GetValue<string>();
        foreach (var part in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await Ask($"{part}.enable", []);
        }

        _events.Clear();
    }

    private async Task<JsonNode> Ask(string method, JsonObject parameters)
    {
        var number = ++_last;
        var message = new JsonObject { ["id"] = number, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, _end.Token);
        while (true)
        {
            var answer = await Receive();
            if (answer["id"]?.GetValue<int>() == number)
            {
                return answer["result"] ?? throw new InvalidOperationException(answer.ToJsonString());
            }
        }
    }

    private async Task<JsonNode> Receive()
    {
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, _end.Token);
            content.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        var message = JsonNode.Parse(content.ToArray())!;
        if (message["method"] is not null)
        {
            _events.Add(message);
        }

        return message;
    }
}
