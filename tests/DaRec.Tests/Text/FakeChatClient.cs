using Microsoft.Extensions.AI;

namespace DaRec.Tests.Text;

/// <summary>Answers with what it was asked, and remembers it.</summary>
internal sealed class FakeChatClient(string? model = "chat-1") : IChatClient
{
    private readonly Lock _counting = new();

    public List<(string Instructions, string Prompt, ChatOptions? Options)> Calls { get; } = [];

    /// <summary>The answer to call number i (from 0) with a prompt; may throw.</summary>
    public Func<int, string, string> Answer { get; set; } = (_, prompt) => $"About <{prompt}>.";

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] said = [.. messages];
        int call;
        lock (_counting)
        {
            call = Calls.Count;
            Calls.Add((said[0].Text, said[^1].Text, options));
        }

        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer(call, said[^1].Text)));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("fake", null, model) : null;

    public void Dispose()
    {
    }
}
