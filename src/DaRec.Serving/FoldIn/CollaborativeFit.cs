using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Serving.FoldIn;

/// <summary>Fits the map, the lengths and the target score of a <see cref="CollaborativeFold"/> to trained users.</summary>
internal sealed class CollaborativeFit
{
    // Of the mean of the diagonal: what keeps the map finite where few users or items span less than d directions.
    private const double RidgeShare = 0.01;

    private readonly VectorTable _users;
    private readonly VectorTable _items;
    private readonly Interactions _training;
    private readonly int _width;
    private readonly int[] _counts;
    private readonly double[] _gram; // G, (d, d), both triangles
    private readonly double _scale; // ḡ
    private readonly Dictionary<double, double[]> _maps = []; // by p
    private readonly double _target;
    private readonly double _length;
    private readonly double _growth;

    public CollaborativeFit(VectorTable users, VectorTable items, Interactions training, int width)
    {
        (_users, _items, _training, _width) = (users, items, training, width);
        _counts = training.ItemDegrees();
        _gram = Gram();
        for (var column = 0; column < width; column++)
        {
            _scale += _gram[(column * width) + column] / width;
        }

        (_length, _growth) = Lengths();
        _target = MeanScore();
    }

    /// <summary>The fold-in with some settings.</summary>
    public CollaborativeFold Of(FoldInSettings settings)
    {
        if (!_maps.TryGetValue(settings.CountExponent, out var map))
        {
            _maps[settings.CountExponent] = map = Map(settings.CountExponent);
        }

        var metric = (double[])_gram.Clone();
        AddToDiagonal(metric, _scale > 0 ? _scale : 1);
        return new CollaborativeFold(Whitened(map, settings.Whitening), metric, settings, _target, _length, _growth);
    }

    // B = (XᵀX + ridge)⁻¹ XᵀU over trained users, with X their weighted sums.
    private double[] Map(double exponent)
    {
        var (square, map) = (new double[_width * _width], new double[_width * _width]);
        var sum = new double[_width];
        for (var user = 0; user < _training.UserCount; user++)
        {
            var own = _training.ItemsOf(user);
            if (own.IsEmpty)
            {
                continue;
            }

            Array.Clear(sum);
            foreach (var item in own)
            {
                DoubleMath.AddScaled(sum, Math.Pow(1.0 + _counts[item], -exponent) / Math.Sqrt(own.Length), _items[item][.._width]);
            }

            DoubleMath.AddOuterProducts(square, 1, sum, 1, _width);
            for (var row = 0; row < _width; row++)
            {
                DoubleMath.AddScaled(map.AsSpan(row * _width, _width), sum[row], _users[user][.._width]);
            }
        }

        var mean = Enumerable.Range(0, _width).Sum(column => square[(column * _width) + column]) / _width;
        AddToDiagonal(square, mean > 0 ? RidgeShare * mean : 1);
        return Solved(square, map);
    }

    // B (I + ω G/ḡ)⁻¹.
    private double[] Whitened(double[] map, double whitening)
    {
        if (whitening == 0 || _scale == 0)
        {
            return map;
        }

        var damping = Array.ConvertAll(_gram, value => whitening * value / _scale);
        AddToDiagonal(damping, 1);
        return Transposed(Solved(damping, Transposed(map)));
    }

    private double[] Gram()
    {
        var gram = new double[_width * _width];
        var row = new double[_width];
        for (var item = 0; item < _items.Count; item++)
        {
            DoubleMath.Widen(_items[item], row);
            DoubleMath.AddOuterProducts(gram, 1.0 / _items.Count, row, 1, _width);
        }

        for (var i = 0; i < _width; i++)
        {
            for (var j = 0; j < i; j++)
            {
                gram[(j * _width) + i] = gram[(i * _width) + j];
            }
        }

        return gram;
    }

    // A line through the logarithms of trained users' lengths, over those of their numbers of items.
    private (double Length, double Growth) Lengths()
    {
        var (count, x, y, xx, xy) = (0, 0.0, 0.0, 0.0, 0.0);
        for (var user = 0; user < _training.UserCount; user++)
        {
            var (items, squares) = (_training.ItemsOf(user).Length, Dot(_users[user], _users[user]));
            if (items > 0 && squares > 0)
            {
                var (logItems, logLength) = (Math.Log(items), Math.Log(squares) / 2);
                count++;
                (x, y, xx, xy) = (x + logItems, y + logLength, xx + (logItems * logItems), xy + (logItems * logLength));
            }
        }

        if (count == 0)
        {
            throw new ArgumentException("Expected at least one user with interactions and a vector that is not zero, got none.", "users");
        }

        var spread = xx - (x * x / count);
        var growth = spread > 1e-9 * xx ? (xy - (x * y / count)) / spread : 0; // all with as many items: one length
        return ((y - (growth * x)) / count, growth);
    }

    private double MeanScore()
    {
        var sum = 0.0;
        for (var user = 0; user < _training.UserCount; user++)
        {
            foreach (var item in _training.ItemsOf(user))
            {
                sum += Dot(_users[user], _items[item]);
            }
        }

        return sum / _training.Count;
    }

    private double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var column = 0; column < _width; column++)
        {
            sum += (double)a[column] * b[column];
        }

        return sum;
    }

    // A⁻¹ B, column by column.
    private double[] Solved(double[] matrix, double[] right)
    {
        Cholesky.Factor(matrix, _width);
        var columns = Transposed(right);
        for (var column = 0; column < _width; column++)
        {
            Cholesky.Solve(matrix, columns.AsSpan(column * _width, _width));
        }

        return Transposed(columns);
    }

    private double[] Transposed(double[] matrix)
    {
        var transposed = new double[matrix.Length];
        for (var row = 0; row < _width; row++)
        {
            for (var column = 0; column < _width; column++)
            {
                transposed[(column * _width) + row] = matrix[(row * _width) + column];
            }
        }

        return transposed;
    }

    private void AddToDiagonal(double[] matrix, double value)
    {
        for (var column = 0; column < _width; column++)
        {
            matrix[(column * _width) + column] += value;
        }
    }
}
