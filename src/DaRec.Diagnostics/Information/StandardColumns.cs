namespace DaRec.Diagnostics.Information;

/// <summary>Rows with the mean 0 and the deviation 1 over some of them in each column, and a last column of ones.</summary>
internal sealed class StandardColumns
{
    private readonly HostRows _rows;
    private readonly double[] _means;
    private readonly double[] _scales;

    /// <param name="rows">All rows.</param>
    /// <param name="fitted">The numbers of those that means and deviations are taken of.</param>
    public StandardColumns(HostRows rows, int[] fitted)
    {
        (_rows, _means, _scales) = (rows, new double[rows.Width], new double[rows.Width]);
        for (var column = 0; column < rows.Width; column++)
        {
            var (sum, squares) = (default(CompensatedSum), default(CompensatedSum));
            foreach (var row in fitted)
            {
                sum.Add(rows.Values[(row * rows.Width) + column]);
            }

            var mean = _means[column] = sum.Value / fitted.Length;
            foreach (var row in fitted)
            {
                var difference = rows.Values[(row * rows.Width) + column] - mean;
                squares.Add(difference * difference);
            }

            var deviation = Math.Sqrt(squares.Value / fitted.Length);
            _scales[column] = HostRows.IsSpread(deviation, mean) ? 1 / deviation : 0; // a constant column tells nothing
        }
    }

    /// <summary>The rows of these numbers, (n, d + 1).</summary>
    public double[] Of(int[] rows)
    {
        var width = _rows.Width + 1;
        var values = new double[rows.Length * width];
        for (var at = 0; at < rows.Length; at++)
        {
            for (var column = 0; column < _rows.Width; column++)
            {
                values[(at * width) + column] = (_rows.Values[(rows[at] * _rows.Width) + column] - _means[column]) * _scales[column];
            }

            values[(at * width) + _rows.Width] = 1;
        }

        return values;
    }
}
