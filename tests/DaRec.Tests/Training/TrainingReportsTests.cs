using System.Diagnostics.Metrics;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace DaRec.Tests.Training;

/// <summary>What a trainer tells of its epochs: to a logger, and by its meter.</summary>
public class TrainingReportsTests
{
    private static readonly TrainerOptions Quick = new() { MaxEpochs = 5, EvaluateEvery = 2, Cutoff = 5 };

    [Fact]
    public void Logger_GetsALineForEachEpoch()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = new MatrixFactorization(data.Train, 8);
        var logger = new ListLogger();

        using var result = new Trainer(backbone, data, Quick).Train(logger);

        logger.Lines.Select(line => line.Level).Should().Equal(
            LogLevel.Debug, LogLevel.Information, LogLevel.Debug, LogLevel.Information, LogLevel.Information); // the last is evaluated
        foreach (var (line, report) in logger.Lines.Zip(result.Epochs))
        {
            line.Values["Epoch"].Should().Be(report.Epoch);
            line.Values["Loss"].Should().Be(report.Loss);
        }
    }

    [Fact]
    public void Meter_TellsEpochsLossesAndRecall()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = new MatrixFactorization(data.Train, 8);
        var (thread, epochs, values) = (Environment.CurrentManagedThreadId, 0L, new List<(string Name, double Value)>());
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == TrainingMetrics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => epochs += Environment.CurrentManagedThreadId == thread ? value : 0);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            if (Environment.CurrentManagedThreadId == thread) // other tests train on theirs
            {
                values.Add((instrument.Name, value));
            }
        });
        listener.Start();

        using var result = new Trainer(backbone, data, Quick).Train();

        epochs.Should().Be(5);
        Of("darec.training.loss").Should().Equal(result.Epochs.Select(report => report.Loss));
        Of("darec.training.epoch.duration").Should().Equal(result.Epochs.Select(report => report.Seconds));
        Of("darec.training.recall").Should().Equal(result.Epochs.Where(report => report.Validation is not null)
            .Select(report => report.Validation!.Recall[5]));

        IEnumerable<double> Of(string name) => values.Where(value => value.Name == name).Select(value => value.Value);
    }

    private sealed class ListLogger : ILogger
    {
        public List<(LogLevel Level, Dictionary<string, object?> Values)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary()));
    }
}
