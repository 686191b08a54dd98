using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace DaRec.Tests.Testing;

/// <summary>A service with the embeddings call, on this machine, that answers as it is told, well or badly.</summary>
internal sealed class FakeEndpoint : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<FakeRequest, FakeAnswer> _answer;
    private readonly ConcurrentQueue<FakeRequest> _requests = [];
    private readonly Task _accepting;
    private int _count;

    public FakeEndpoint(Func<FakeRequest, FakeAnswer>? answer = null)
    {
        _answer = answer ?? (request => FakeAnswer.Of(request));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";

    /// <summary>What arrived, in that order.</summary>
    public IReadOnlyCollection<FakeRequest> Requests => _requests;

    public void Dispose()
    {
        _listener.Stop();
        _accepting.Wait();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                var request = await ReadAsync(stream);
                _requests.Enqueue(request);
                var answer = _answer(request);
                if (answer.Wait is { } wait)
                {
                    await wait;
                }

                var body = Encoding.UTF8.GetBytes(answer.Body);
                var head = $"HTTP/1.1 {answer.Status} X\r\nContent-Type: application/json\r\nContent-Length: {body.Length + answer.Missing}\r\n" +
                    $"Connection: close\r\n{answer.Headers}\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(body);
            }
            catch (IOException)
            {
                // The other side has gone.
            }
        }
    }

    private async Task<FakeRequest> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var length = lines.Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))["Content-Length:".Length..];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return new FakeRequest(Interlocked.Increment(ref _count), head.ToString(), JsonNode.Parse(body)!.AsObject());
    }
}

/// <summary>A request that arrived.</summary>
/// <param name="Number">From 1, in the order of arrival.</param>
/// <param name="Head">The request line and headers.</param>
/// <param name="Body">What it asks.</param>
internal sealed record FakeRequest(int Number, string Head, JsonObject Body)
{
    public string[] Texts => [.. Body["input"]!.AsArray().Select(text => (string)text!)];
}

/// <summary>What to answer.</summary>
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
