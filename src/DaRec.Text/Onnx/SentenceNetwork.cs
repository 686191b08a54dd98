using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DaRec.Text.Onnx;

/// <summary>An ONNX model from tokens to vectors: of tokens, or of whole texts.</summary>
internal sealed class SentenceNetwork : IDisposable
{
    private static readonly string[] KnownInputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] TextOutputs = ["sentence_embedding", "sentence_embeddings"];
    private static readonly string[] TokenOutputs = ["last_hidden_state", "token_embeddings"];

    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string _output;

    /// <exception cref="InvalidDataException">No ONNX model, or with inputs or outputs that are not understood.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime's native library is not there.</exception>
    public SentenceNetwork(string path, int threads)
    {
        _path = path;
        _session = Load(path, threads);
        try
        {
            var inputs = _session.InputMetadata.Keys;
            if (inputs.Except(KnownInputs).Any() || !inputs.Contains(KnownInputs[0]))
            {
                throw new InvalidDataException(
                    $"{path}: expected {KnownInputs[0]} and at most {KnownInputs[1]} and {KnownInputs[2]} as inputs, "
                    + $"got {string.Join(", ", inputs)}.");
            }

            var outputs = _session.OutputMetadata;
            _output = TextOutputs.Concat(TokenOutputs).FirstOrDefault(outputs.ContainsKey)
                ?? outputs.FirstOrDefault(output => output.Value.Dimensions.Length is 2 or 3).Key
                ?? throw new InvalidDataException(
                    $"{path}: expected an output of vectors of tokens (texts, tokens, width) or of texts (texts, width), "
                    + $"got {string.Join(", ", outputs.Keys)}.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs rows of tokens of equal length, of which the mask says 1 for those that are no padding.</summary>
    /// <returns>The shape, (texts, tokens, width) or (texts, width), and the values.</returns>
    public (long[] Shape, float[] Values) Run(long[] tokens, long[] mask, int rows)
    {
        long[] shape = [rows, tokens.Length / rows];
        var inputs = new Dictionary<string, OrtValue>();
        try
        {
            foreach (var (name, metadata) in _session.InputMetadata)
            {
                var values = name switch
                {
                    "input_ids" => tokens,
                    "attention_mask" => mask,
                    _ => new long[tokens.Length],
                };
                inputs.Add(name, metadata.ElementDataType switch
                {
                    TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(values, shape),
                    TensorElementType.Int32 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(values, value => (int)value), shape),
                    var type => throw new InvalidDataException($"{_path}: expected int64 or int32 for {name}, got {type}."),
                });
            }

            using var results = _session.Run(_run, inputs, [_output]);
            var information = results[0].GetTensorTypeAndShape();
            if (information.Shape is not [var texts, .., > 0] || information.Shape.Length > 3 || texts != rows)
            {
                throw new InvalidDataException(
                    $"{_path}: expected {_output} of shape ({rows}, tokens, width) or ({rows}, width), "
                    + $"got ({string.Join(", ", information.Shape)}).");
            }

            var vectors = information.ElementDataType switch
            {
                TensorElementType.Float => results[0].GetTensorDataAsSpan<float>().ToArray(),
                TensorElementType.Float16 => Array.ConvertAll(results[0].GetTensorDataAsSpan<Float16>().ToArray(), half => half.ToFloat()),
                var type => throw new InvalidDataException($"{_path}: expected float32 or float16 for {_output}, got {type}."),
            };
            return (information.Shape, vectors);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException(
                $"{_path}: the model failed on {rows} texts of {shape[1]} tokens; do model and tokenizer belong together? "
                + exception.Message, exception);
        }
        finally
        {
            foreach (var input in inputs.Values)
            {
                input.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static InferenceSession Load(string path, int threads)
    {
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = threads };
            return new InferenceSession(path, options);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new InvalidOperationException(
                "Expected the native library of ONNX Runtime beside the program; add the package Microsoft.ML.OnnxRuntime "
                + "(or .Gpu) to the project that makes the executable.", exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InvalidDataException(
                $"{path}: expected an ONNX model that this version of ONNX Runtime loads; {exception.Message}", exception);
        }
    }
}
