using DaRec.Data;
using DaRec.Serving;
using DaRec.Serving.FoldIn;
using MathNet.Numerics.LinearAlgebra;

namespace DaRec.Tests.Reference;

/// <summary>The collaborative columns of a folded-in user, by dense matrices in float64.</summary>
internal static class FoldInReference
{
    public static Vector<double> Fold(
        VectorTable users, VectorTable items, Interactions training, FoldInSettings settings, IReadOnlyList<int> history)
    {
        var (u, v) = (Dense(users), Dense(items));
        var d = items.Width;
        var counts = training.ItemDegrees();
        Vector<double> Sum(IReadOnlyList<int> own) => own
            .Select(item => v.Row(item) * Math.Pow(1.0 + counts[item], -settings.CountExponent))
            .Aggregate((a, b) => a + b) / Math.Sqrt(own.Count);

        int[] taking = [.. Enumerable.Range(0, training.UserCount).Where(user => training.ItemsOf(user).Length > 0)];
        var x = Matrix<double>.Build.DenseOfRowVectors(taking.Select(user => Sum(training.ItemsOf(user).ToArray())));
        var y = Matrix<double>.Build.DenseOfRowVectors(taking.Select(user => u.Row(user)));
        var identity = Matrix<double>.Build.DenseIdentity(d);
        var square = x.TransposeThisAndMultiply(x);
        var map = (square + (identity * (0.01 * square.Trace() / d))).Inverse() * x.TransposeThisAndMultiply(y);
        var gram = v.TransposeThisAndMultiply(v) / items.Count;
        var mean = gram.Trace() / d;
        map *= (identity + (gram * (settings.Whitening / mean))).Inverse();

        var logItems = taking.Select(user => Math.Log(training.ItemsOf(user).Length)).ToArray();
        var logLengths = taking.Select(user => Math.Log(u.Row(user).L2Norm())).ToArray();
        var (a, b) = MathNet.Numerics.Fit.Line(logItems, logLengths);
        var length = Math.Exp(a + (b * Math.Log(history.Count)));
        var q = map.Transpose() * Sum(history);
        q *= length / q.L2Norm();
        if (settings.HistoryWeight == 0)
        {
            return q;
        }

        var target = taking.Sum(user => training.ItemsOf(user).ToArray().Sum(item => u.Row(user) * v.Row(item))) / training.Count;
        var own = Matrix<double>.Build.DenseOfRowVectors(history.Select(item => v.Row(item)));
        var left = gram + (identity * mean) + (own.TransposeThisAndMultiply(own) * settings.HistoryWeight);
        var right = own.TransposeThisAndMultiply(-(own * q) + target) * settings.HistoryWeight;
        var result = q + left.Solve(right);
        return result * (length / result.L2Norm());
    }

    private static Matrix<double> Dense(VectorTable table) => Matrix<double>.Build.DenseOfRowArrays(
        Enumerable.Range(0, table.Count).Select(row => Array.ConvertAll(table[row].ToArray(), value => (double)value)));
}
