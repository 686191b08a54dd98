using System.Globalization;
using System.Runtime.CompilerServices;
using DaRec.Internal;

namespace DaRec.Recommenders.Data;

/// <summary>Shares of interactions for validation and test.</summary>
internal static class HeldOutShares
{
    // Far above the addend in Portion: held-out parts never round up to all there is.
    private const double SmallestTrain = 1e-6;

    /// <summary>Refuses shares outside [0, 1) and those that leave nothing to train on.</summary>
    public static void Check(
        double validation,
        double test,
        [CallerArgumentExpression(nameof(validation))] string validationName = "",
        [CallerArgumentExpression(nameof(test))] string testName = "")
    {
        Guard.Fraction(validation, validationName);
        Guard.Fraction(test, testName);
        if (validation + test > 1 - SmallestTrain)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Expected {validationName} + {testName} below 1, got {validation} + {test}."),
                testName);
        }
    }

    /// <summary>⌊count · share⌋; the small addend keeps 0.29 · 100, which is 28.999999999999996 in binary, at 29.</summary>
    public static int Portion(int count, double share) => (int)Math.Floor((count * share) + 1e-9);
}
