using System.Globalization;
using System.Text;
using DaRec.Text.Internal;
using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>Lets a chat model write profiles of users from the descriptions of <see cref="ProfileBuilder"/>.</summary>
/// <remarks>
/// Each distinct description is one request. Finished answers are kept in a work file beside the target, so that an interrupted run can be
/// resumed, and in the cache, if there is one; see <see cref="TextEmbedder"/>.
/// </remarks>
public sealed class ProfileWriter
{
    private readonly IChatClient _client;
    private readonly ProfileWriterOptions _options;
    private readonly ModelIdentity _model;

    /// <summary>Creates a writer.</summary>
    /// <param name="client">
    /// The model. It is called from several threads at a time (<see cref="RequestOptions.Parallelism"/>) and is not disposed.
    /// </param>
    /// <param name="options">Options; null, the default, takes the defaults.</param>
    /// <exception cref="ArgumentException">A cache is requested for a model without a name.</exception>
    public ProfileWriter(IChatClient client, ProfileWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        (_client, _options) = (client, options ?? new ProfileWriterOptions());
        _model = ModelIdentity.Of(client, _options);
    }

    /// <summary>Writes a file of lines <c>number⇥profile</c>, the form of <c>user_text.tsv</c>.</summary>
    /// <param name="descriptions">Description u belongs to user u; users whose description is null or blank get no profile.</param>
    /// <param name="path">Path of the file; it appears whole or not at all.</param>
    /// <param name="progress">Receives the progress at the start and after each profile, one call at a time; null for none.</param>
    /// <param name="cancellationToken">Stops the run; finished answers stay in the work file.</param>
    /// <returns>
    /// Profile u belongs to user u; null for users without one. <see cref="TextFile.Read"/> reads the same from the file.
    /// </returns>
    /// <exception cref="ArgumentException">No description.</exception>
    /// <exception cref="IOException">A request failed after all retries, or a file cannot be written.</exception>
    public async Task<IReadOnlyList<string?>> WriteAsync(
        IReadOnlyList<string?> descriptions,
        string path,
        IProgress<EmbeddingProgress>? progress = null,
        CancellationToken cancellationToken = default)
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
            cancellationToken).ConfigureAwait(false);

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
