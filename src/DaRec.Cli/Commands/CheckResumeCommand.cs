using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Checking;

namespace DaRec.Cli.Commands;

/// <summary>The hidden verb <c>check-resume</c>: whether trainings that are killed and resumed come to the bytes of one that is not.</summary>
internal static class CheckResumeCommand
{
    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes, and what ends it.</param>
    public static Command Create(CliContext context)
    {
        var kills = new Option<string>("--kills") { HelpName = "N", Description = "How often to kill, at least 1. [25]" };
        var seed = new Option<string>("--kill-seed") { HelpName = "N", Description = "Seed of the moments. [1]" };
        var arguments = new Argument<string[]>("train's own arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check-resume", "Kills a training at random moments, resumes it, and compares: check-resume -- --data DIR")
        {
            Hidden = true,
        };
        command.Options.Add(kills);
        command.Options.Add(seed);
        command.Arguments.Add(arguments);
        command.SetAction(parsed =>
        {
            var count = Arguments.Count(parsed.GetValue(kills) ?? "25", kills.Name);
            using var check = new ResumeCheck(parsed.GetValue(arguments) ?? [], Arguments.Seed(parsed.GetValue(seed) ?? "1", seed.Name));
            check.Run(count, context.Cancellation);
            context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{check.Kills} kills, {check.WhileSaving} of them while a checkpoint was written; {check.Equal} of {check.Trainings} " +
                $"trainings gave the bytes of the undisturbed one."));
            return check.Equal == check.Trainings ? CliProgram.Done : CliProgram.Failed;
        });
        return command;
    }
}
