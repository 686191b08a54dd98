using Xunit;

namespace DaRec.Tests.Text.Onnx;

/// <summary>A test against vectors of sentence-transformers, of a real model that the environment points at.</summary>
internal sealed class RealModelFactAttribute : FactAttribute
{
    public const string ModelVariable = "DAREC_SENTENCE_MODEL";
    public const string TextsVariable = "DAREC_SENTENCE_TEXTS";
    public const string VectorsVariable = "DAREC_SENTENCE_VECTORS";

    public RealModelFactAttribute()
    {
        if (new[] { ModelVariable, TextsVariable, VectorsVariable }.Any(name => Environment.GetEnvironmentVariable(name) is null or ""))
        {
            Skip = $"Needs {ModelVariable} (a model's folder), {TextsVariable} (a text a line, UTF-8) and {VectorsVariable} "
                + "(.npy, sentence-transformers' vectors of these texts).";
        }
    }
}
