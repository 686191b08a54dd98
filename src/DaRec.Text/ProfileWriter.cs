using System.Globalization;
using System.Text;
using DaRec.Text.Internal;
using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>Has a chat model write profiles of users from what <see cref="ProfileBuilder"/> says of them.</summary>
/// <remarks>
/// Each distinct description is one request. Finished ones are kept in a work file beside the target, so that a run that was broken
/// off goes on where it was, and in the cache, if there is one; see <see cref="TextEmbedder"/>.
/// </remarks>
public sealed class ProfileWriter
{
    private readonly IChatClient _client;
    private readonly ProfileWriterOptions _options;
    private readonly ModelIdentity _model;

    /// <summary>A writer with a model.</summary>
    /// <param name="client">
    /// The model; it is used from several threads at a time (<see cref="RequestOptions.Parallelism"/>), and left open.
    /// </param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <exception cref="ArgumentException">A cache is wanted for a model that has no name.</exception>
    public ProfileWriter(IChatClient client, ProfileWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        (_client, _options) = (client, options ?? new ProfileWriterOptions());
        _model = ModelIdentity.Of(client, _options);
    }

    /// <summary>Writes a file of lines <c>number⇥profile</c>, as <c>user_text.tsv</c> is.</summary>
    /// <param name="descriptions">What is known of user u; users without it, null or blank, get no profile.</param>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <param name="progress">Is told at the start and after each profile.</param>
    /// <param name="cancellation">Ends the run; what is finished stays in the work file.</param>
    /// <returns>Profile u of user u, or null: what <see cref="TextFile.Read"/> makes of the file.</returns>
    /// <exception cref="IOException">A request failed after all retries, or a file cannot be written.</exception>
    public async Task<IReadOnlyList<string?>> WriteAsync(
        IReadOnlyList<string?> descriptions,
        string path,
        IProgress<EmbeddingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(descriptions);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var rows = new DistinctTexts(descriptions);
        if (rows.Texts.Length == 0)
        {
            throw new ArgumentException(
                $"Expected at least one description; got {descriptions.Count} users without any.", nameof(descriptions));
        }

        var (prompt, place) = (_options.Prompt, ProfileWriterOptions.Place);
        string[] prompts = [.. rows.Texts.Select(text => prompt.Replace(place, text, StringComparison.Ordinal))];

        // A request is known by all that is said in it, the instructions too.
        string[] requests = [.. prompts.Select(asked => $"{_options.Instructions}\n\n{asked}")];
        using var run = new BatchRun(requests, batchSize: 1, path, Fingerprint(), _options);
        await run.RunAsync(
            async (numbers, token) => [Encoding.UTF8.GetBytes(await AskAsync(prompts[numbers[0]], token).ConfigureAwait(false))],
            number => $"the description of user {rows.FirstRowOf(number)}",
            progress,
            cancellation).ConfigureAwait(false);

        var answers = Enumerable.Range(0, requests.Length)
            .Select(number => Excerpt.Cut(Excerpt.OneLine(Encoding.UTF8.GetString(run.ResultsOf(number)[0])), _options.MaxLength))
            .ToArray();
        string?[] profiles =
        [
            .. Enumerable.Range(0, rows.RowCount).Select(rows.NumberOf)
                .Select(number => number == DistinctTexts.None ? null : answers[number]),
        ];
        TextFile.Write(path, profiles);
        run.DeleteWorkFile();
        return profiles;
    }

    private UInt128 Fingerprint() => TextKey.Of(
    [
        "profile",
        _model.Provider,
        _model.Name,
        _options.Temperature?.ToString(CultureInfo.InvariantCulture) ?? "",
        _options.MaxOutputTokens?.ToString(CultureInfo.InvariantCulture) ?? "",
    ]);

    private async Task<string> AskAsync(string prompt, CancellationToken token)
    {
        ChatMessage[] messages = [new(ChatRole.System, _options.Instructions), new(ChatRole.User, prompt)];
        var options = new ChatOptions { Temperature = _options.Temperature, MaxOutputTokens = _options.MaxOutputTokens };
        var response = await _client.GetResponseAsync(messages, options, token).ConfigureAwait(false);
        return string.IsNullOrWhiteSpace(response.Text)
            ? throw new IOException("Expected a profile, got an empty answer.") // another try may bring one
            : response.Text;
    }
}
