using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
                var head = $"HTTP/1.1 {answer.Status} X\r\nContent-Type: application/json\r\n" +
                    $"Content-Length: {body.Length + answer.Missing}\r\nConnection: close\r\n{answer.Headers}\r\n";
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
        const string field = "Content-Length:";
        var length = lines.Single(line => line.StartsWith(field, StringComparison.OrdinalIgnoreCase))[field.Length..];
        var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return new FakeRequest(Interlocked.Increment(ref _count), head.ToString(), JsonNode.Parse(body)!.AsObject());
    }
}
