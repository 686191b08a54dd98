namespace DaRec.Cli.Comparing;

/// <summary>The paired bootstrap: how far a mean difference over users may be owed to who the users happen to be.</summary>
/// <remarks>
/// <code>
/// d_u = a_u − b_u of user u;   d̄*_r = (1/n) Σ_{j ≤ n} d_{u(r, j)},   u(r, j) drawn from all n users with replacement
/// interval: the 2.5 % and 97.5 % quantiles of d̄*_1 … d̄*_R;   p = 2 min(share of d̄*_r ≤ 0, share of d̄*_r ≥ 0), at most 1
/// </code>
/// Quantiles between two values are interpolated. The draws of resample r come from a generator of its own, which the seed and r begin: they
/// are the same whatever the number of threads. O(n R) time.
/// </remarks>
internal static class PairedBootstrap
{
    /// <summary>R, how many resamples are drawn where nothing else is said.</summary>
    public const int Resamples = 10_000;

    /// <summary>The interval of the mean difference.</summary>
    /// <param name="first">a, a value for each user.</param>
    /// <param name="second">b, a value for each user, in the same order.</param>
    /// <param name="resamples">R ≥ 1.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <exception cref="ArgumentException">Other users, or none.</exception>
    public static Interval Of(IReadOnlyList<double> first, IReadOnlyList<double> second, int resamples = Resamples, int seed = 0)
    {
        if (first.Count != second.Count || first.Count == 0)
        {
            throw new ArgumentException($"Expected {first.Count} ≥ 1 values, got {second.Count}.", nameof(second));
        }

        double[] differences = [.. first.Zip(second, (a, b) => a - b)];
        var means = new double[resamples];
        Parallel.For(0, resamples, resample => means[resample] = Mean(differences, new Draws(seed, resample)));
        var atMost = means.Count(mean => mean <= 0);
        var atLeast = means.Count(mean => mean >= 0);
        Array.Sort(means);
        const double Tail = (1 - Interval.Confidence) / 2;
        return new Interval(
            Quantile(means, Tail), Quantile(means, 1 - Tail), Math.Min(1, 2.0 * Math.Min(atMost, atLeast) / resamples));
    }

    // From the first value on, so that equal differences have no rounding in their mean.
    private static double Mean(double[] differences, Draws draws)
    {
        var (start, sum) = (differences[0], 0.0);
        for (var user = 0; user < differences.Length; user++)
        {
            sum += differences[draws.Next(differences.Length)] - start;
        }

        return start + (sum / differences.Length);
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return sorted[below] + ((at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood, 2014): seeds side by side give streams that have nothing in common.</summary>
    internal struct Draws(int seed, int resample)
    {
        private ulong _state = Mix(((ulong)(uint)seed << 32) | (uint)resample);

        /// <summary>A number in [0, limit).</summary>
        public int Next(int limit)
        {
            _state += 0x9E3779B97F4A7C15;
            return (int)Math.BigMul(Mix(_state), (ulong)limit, out _);
        }

        private static ulong Mix(ulong value)
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
