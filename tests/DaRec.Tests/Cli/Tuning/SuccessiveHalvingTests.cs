using System.Text.Json.Nodes;
using DaRec.Cli.Runs;
using DaRec.Cli.Tuning;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Tuning;

public class SuccessiveHalvingTests
{
    private readonly List<(int Epochs, int[] Trials)> _rounds = [];

    [Fact]
    public void Run_GivesTheBestThird_ThreeTimesTheEpochs_UntilOneIsLeft()
    {
        var results = Run(count: 20, maximum: 3000);

        _rounds.Select(round => (round.Epochs, round.Trials.Length)).Should().Equal((9, 20), (27, 7), (81, 3), (243, 1));
        _rounds[1].Trials.Should().Equal(20, 19, 18, 17, 16, 15, 14);
        TrialResult.Ranked(results)[0].Trial.Number.Should().Be(20);
        results.Should().HaveCount(20);
    }

    [Fact]
    public void Run_Ends_OnceTrialsHadAllEpochs()
    {
        Run(count: 20, maximum: 20);

        _rounds.Select(round => (round.Epochs, round.Trials.Length)).Should().Equal((9, 20), (20, 7));
    }

    [Fact]
    public void Run_DoesNotTrainAgain_WhatStoppedByItself()
    {
        var results = Run(count: 9, maximum: 3000, trial => trial.Number == 9 ? 6 : int.MaxValue);

        _rounds.Select(round => (round.Epochs, round.Trials.Length)).Should().Equal((9, 9), (27, 2));
        var best = TrialResult.Ranked(results)[0];
        (best.Trial.Number, best.Epochs, best.EpochLimit).Should().Be((9, 6, 9));
    }

    [Fact]
    public void Run_LeavesOut_WhatFailed()
    {
        var results = Run(count: 3, maximum: 3000, fails: trial => trial.Number == 3);

        _rounds.Select(round => string.Join(',', round.Trials)).Should().Equal("1,2,3", "2");
        TrialResult.Ranked(results).Select(result => result.Trial.Number).Should().Equal(2, 1, 3);
    }

    [Fact]
    public void Run_Ends_WhereAllFailed()
    {
        Run(count: 3, maximum: 3000, fails: _ => true).Should().OnlyContain(result => result.Error == "NaN");
    }

    // A trial's recall is its number; it stops by itself after so many epochs.
    private IReadOnlyList<TrialResult> Run(
        int count, int maximum, Func<Trial, int>? stopsAfter = null, Predicate<Trial>? fails = null)
    {
        Trial[] trials = [.. Enumerable.Range(1, count).Select(number => new Trial(number, []))];
        return SuccessiveHalving.Run(trials, 9, maximum, (round, epochs) =>
        {
            _rounds.Add((epochs, [.. round.Select(trial => trial.Number)]));
            return [.. round.Select(trial => new TrialResult(trial, epochs, epochs, SearchObjective.Recall, [Outcome(trial, epochs)]))];
        });

        RunOutcome Outcome(Trial trial, int epochs)
        {
            var run = new PlannedRun($"{trial.Number}", "", "", [], MeasuresTest: false);
            return fails?.Invoke(trial) == true
                ? new RunOutcome(run, null, "NaN")
                : new RunOutcome(run, new RunResult(new JsonObject
                {
                    ["validation"] = new JsonObject { ["recall"] = new JsonObject { ["20"] = (double)trial.Number } },
                    ["epochs"] = Math.Min(epochs, stopsAfter?.Invoke(trial) ?? int.MaxValue),
                }), null);
        }
    }
}
