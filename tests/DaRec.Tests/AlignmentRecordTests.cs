using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests;

/// <summary>What an aligner tells of its steps: its last values, and its meter.</summary>
public class AlignmentRecordTests
{
    private static readonly DaRecOptions EveryThird =
        AlignerMaterial.AllTerms with { Strength = AlignerMaterial.AllTerms.Strength with { Every = 3 } };

    [Fact]
    public void LastValues_AreThoseOfTheLastAlignedStep()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(EveryThird);
        AlignmentValues? expected = null;

        aligner.LastValues.Should().BeNull();
        for (var step = 0; step < 7; step++)
        {
            using (var losses = aligner.Align(material.UserRows, material.ItemRows))
            {
                expected = losses.IsSkipped ? expected : losses.ToValues();
            }

            aligner.LastValues.Should().BeEquivalentTo(expected); // though the step's own are disposed
        }

        expected!.Total.Should().NotBe(0);
    }

    [Fact]
    public void Meter_CountsSteps_AndGivesTermsWhenItIsAsked()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(EveryThird with { Sampling = new() { Size = 10 } });
        var (thread, counted, terms, durations) = (Environment.CurrentManagedThreadId, new Dictionary<string, long>(), new ConcurrentBag<(string, double)>(), 0);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == AlignmentMetrics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => // other tests' aligners count on threads of theirs
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                var key = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
                counted[key] = counted.GetValueOrDefault(key) + value;
            }
        });
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "darec.alignment.term")
            {
                terms.Add(((string)tags[0].Value!, value));
            }
            else if (Environment.CurrentManagedThreadId == thread)
            {
                durations++;
                value.Should().BePositive();
            }
        });
        listener.Start();

        for (var step = 0; step < 7; step++)
        {
            using var losses = aligner.Align(material.UserRows, material.ItemRows);
        }

        listener.RecordObservableInstruments();

        counted.Should().BeEquivalentTo(new Dictionary<string, long>
        {
            ["darec.alignment.steps aligned"] = 3,
            ["darec.alignment.steps skipped"] = 4,
            ["darec.alignment.rows"] = 30,
        });
        durations.Should().Be(3);
        var last = aligner.LastValues!;
        terms.Should().Contain(
        [
            ("orthogonality", last.Orthogonality!.Value),
            ("uniformity", last.Uniformity!.Value),
            ("global structure", last.GlobalStructure!.Value),
            ("local structure", last.LocalStructure!.Value),
            ("total", last.Total),
        ]);
    }
}
