namespace DaRec.Cli.Encoders;

/// <summary>Reads answers whole, up to a length: a service that never stops sending would fill the memory.</summary>
/// <param name="most">Bytes of the longest answer.</param>
/// <param name="inner">Sends.</param>
internal sealed class LimitedAnswers(long most, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>As a <see cref="HttpRequestException"/> where the answer is longer.</summary>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.LoadIntoBufferAsync(most, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
