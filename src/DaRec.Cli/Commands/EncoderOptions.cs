using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Encoders;
using DaRec.Cli.Output;
using DaRec.Text;

namespace DaRec.Cli.Commands;

/// <summary>The options that choose a model for texts and say how it is asked.</summary>
internal sealed class EncoderOptions
{
    private const string DefaultKeyVariable = "DAREC_API_KEY";

    // Local models use all cores for one batch; a service answers several requests at a time.
    private const int HashingBatch = 1024;
    private const int DefaultBatch = 64;
    private const int DefaultRequests = 4;
    private const int DefaultRetries = 5;
    private const int DefaultTimeout = 100;
    private const int ChoiceOfOnnx = 0; // ONNX Runtime decides

    private readonly Option<string> _onnx = new("--onnx")
    {
        HelpName = "DIR",
        Description = "Folder of a sentence transformer to run on this machine, with model.onnx and tokenizer.",
    };

    private readonly Option<bool> _hashing = new("--hashing")
    {
        Description = "No model: vectors of the words, and parts of words, that texts share. A baseline to compare with.",
    };

    private readonly Option<string> _endpoint = new("--endpoint")
    {
        HelpName = "URL",
        Description =
            "Address of a service with OpenAI's embeddings call, such as http://localhost:11434/v1. Texts are sent there; without this " +
            "option none are sent anywhere.",
    };

    private readonly Option<string> _model = new("--model")
    {
        HelpName = "NAME",
        Description = "Name of the model at the service, with --endpoint.",
    };

    private readonly Option<string> _dim = new("--dim")
    {
        HelpName = "N",
        Description = "Width of the embeddings, at least 1, with --hashing or --endpoint. [384; that of the service's model]",
    };

    private readonly Option<string> _batchSize = new("--batch-size")
    {
        HelpName = "N",
        Description = "Texts in a request, at least 1. [64; hashing 1024]",
    };

    private readonly Option<bool> _half = new("--half") { Description = "Writes float16, half the size of float32." };

    private readonly Option<string> _cache = new("--cache")
    {
        HelpName = "DIR",
        Description = "Folder that keeps every answer, so that no text is sent twice in several runs. [none]",
    };

    private readonly Option<string> _requests = new("--requests")
    {
        HelpName = "N",
        Description = "Requests to the service at the same time, at least 1. [4]",
    };

    private readonly Option<string> _retries = new("--retries")
    {
        HelpName = "N",
        Description = "Further tries of a request that failed, at least 0. [5]",
    };

    private readonly Option<string> _timeout = new("--timeout")
    {
        HelpName = "S",
        Description = "Seconds to wait for an answer, at least 1. [100]",
    };

    private readonly Option<string> _keyVariable = new("--key-variable")
    {
        HelpName = "NAME",
        Description = "Environment variable with the key of the service; without the variable, no key is sent. [DAREC_API_KEY]",
    };

    private readonly Option<string> _threads = new("--threads")
    {
        HelpName = "N",
        Description = "Threads of the model on this machine, at least 1, with --onnx. [as many as there are cores]",
    };

    /// <summary>Those that choose the model.</summary>
    public IReadOnlyList<Option> Models => [_onnx, _hashing, _endpoint, _model, _dim];

    /// <summary>Those that say how.</summary>
    public IReadOnlyList<Option> Others => [_batchSize, _half, _cache, _requests, _retries, _timeout, _keyVariable, _threads];

    /// <summary>Refuses options that do not fit together.</summary>
    /// <exception cref="UsageException">They do not.</exception>
    public void Check(ParseResult parsed)
    {
        var models = new Option[] { _onnx, _hashing, _endpoint }.Count(Given);
        if (models != 1)
        {
            throw new UsageException(
                $"{(models == 0 ? "Say what encodes the texts" : "Say one thing that encodes the texts")}: --onnx DIR, --hashing, or " +
                "--endpoint URL --model NAME.");
        }

        Option[] ofEndpoint = [_model, _requests, _retries, _timeout, _keyVariable];
        if (!Given(_endpoint) && Array.Find(ofEndpoint, Given) is { } stray)
        {
            throw new UsageException($"{stray.Name} belongs to --endpoint, which is not there.");
        }

        if (!Given(_onnx) && Given(_threads))
        {
            throw new UsageException($"{_threads.Name} belongs to --onnx, which is not there.");
        }

        if (Given(_endpoint) && !Given(_model))
        {
            throw new UsageException("--endpoint needs the model's name there: --model NAME.");
        }

        if (Given(_onnx) && Given(_dim))
        {
            throw new UsageException("--dim does not go with --onnx: the model decides on its width.");
        }

        if (parsed.GetValue(_onnx) is { } folder && !Directory.Exists(folder))
        {
            throw new UsageException($"There is no folder {folder} to --onnx.");
        }

        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    /// <summary>The model of the options.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="corpus">All texts, for encoders that learn from them.</param>
    /// <param name="context">Where warnings go.</param>
    public Encoder Create(ParseResult parsed, IReadOnlyList<string> corpus, CliContext context)
    {
        var isHashing = parsed.GetValue(_hashing);
        int? width = parsed.GetValue(_dim) is { } dim ? Arguments.Count(dim, _dim.Name) : null;
        var options = new TextEmbedderOptions
        {
            BatchSize = Count(parsed, _batchSize, isHashing ? HashingBatch : DefaultBatch),
            HalfPrecision = parsed.GetValue(_half),
            CacheDirectory = parsed.GetValue(_cache),
            TimeProvider = context.Clock,
            Parallelism = 1,
        };
        if (parsed.GetValue(_onnx) is { } folder)
        {
            var onnx = new OnnxSentenceEncoderOptions { Threads = Count(parsed, _threads, ChoiceOfOnnx) };
            return new Encoder(OnnxSentenceEncoder.Open(folder, onnx), options);
        }

        if (isHashing)
        {
            return new Encoder(HashingEmbedder.Fit(corpus, Hashing(width)), options);
        }

        return ToEndpoint(parsed, options with { Dimensions = width }, context);
    }

    private HashingOptions Hashing(int? width)
    {
        try
        {
            return width is null ? new HashingOptions() : new HashingOptions { Width = width.Value };
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new UsageException($"{_dim.Name} {width}: {Messages.WithoutParameter(exception)}");
        }
    }

    private Encoder ToEndpoint(ParseResult parsed, TextEmbedderOptions options, CliContext context)
    {
        var endpoint = EndpointOptions.Parse(
            parsed.GetRequiredValue(_endpoint),
            parsed.GetRequiredValue(_model),
            parsed.GetValue(_keyVariable) ?? DefaultKeyVariable,
            TimeSpan.FromSeconds(Count(parsed, _timeout, DefaultTimeout)));
        if (endpoint.ShowsKey)
        {
            context.Error.WriteLine("warning: the key goes over the network as plain text; use an https address if there is one.");
        }

        var writing = new Lock();
        // The widest embeddings take some ten kilobytes as text.
        endpoint = endpoint with { MaxAnswerBytes = (options.BatchSize + 1L) << 20 };
        return new Encoder(new EndpointGenerator(endpoint, context.Clock), options with
        {
            Parallelism = Count(parsed, _requests, DefaultRequests),
            Retries = Retries(parsed),
            OnRetry = Note,
        });

        void Note(RequestRetry retry)
        {
            lock (writing)
            {
                context.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"note: {retry.Error.Message} Next try in {retry.Delay.TotalSeconds:0.#} s."));
            }
        }
    }

    private int Retries(ParseResult parsed) => parsed.GetValue(_retries) switch
    {
        null => DefaultRetries,
        "0" => 0,
        var text => Arguments.Count(text, _retries.Name),
    };

    private static int Count(ParseResult parsed, Option<string> option, int fallback) =>
        parsed.GetValue(option) is { } text ? Arguments.Count(text, option.Name) : fallback;
}
