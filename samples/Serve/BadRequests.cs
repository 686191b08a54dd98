using System.Text.Json;
using DaRec.Serving;
using Microsoft.AspNetCore.Diagnostics;

namespace DaRec.Serve;

/// <summary>Answers exceptions that a request is to blame for with a status of 4xx and a sentence that says what to change.</summary>
internal sealed class BadRequests(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        int? status = exception switch
        {
            BadHttpRequestException bad => bad.StatusCode, // what ASP.NET Core could not read, such as malformed JSON
            UnknownIdException => StatusCodes.Status404NotFound,
            NotSupportedException => StatusCodes.Status422UnprocessableEntity, // a part that this index lacks
            ArgumentException => StatusCodes.Status400BadRequest,
            _ => null,
        };
        if (status is null)
        {
            return false;
        }

        httpContext.Response.StatusCode = status.Value;
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = status, Detail = Sentence(exception) },
        });
        return true;
    }

    /// <summary>The message, without the name of the C# parameter, and what was wrong with the JSON.</summary>
    private static string Sentence(Exception exception)
    {
        var message = exception.Message.Split(" (Parameter '")[0];
        return exception is BadHttpRequestException { InnerException: JsonException json } ? $"{message} {json.Message}" : message;
    }
}
