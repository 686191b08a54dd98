namespace DaRec;

/// <summary>TorchSharp's native library, which computes with tensors, does not load in this program; the message says what to do.</summary>
/// <remarks>A <see cref="DllNotFoundException"/>, which is what TorchSharp by itself would throw.</remarks>
public sealed class TorchMissingException : DllNotFoundException
{
    internal TorchMissingException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
