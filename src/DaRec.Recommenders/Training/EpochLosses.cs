using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>The sums of an epoch's losses: numbers of each step on the CPU; elsewhere on the device, read once in the end.</summary>
internal sealed class EpochLosses(int epoch) : IDisposable
{
    private readonly List<string> _names = [];
    private double[] _sums = [0]; // the loss, then the terms
    private Tensor? _sumsOnDevice; // of the last steps that had terms, or had none, float64
    private int _steps;
    private int _alignedSteps;

    /// <summary>Throws where the backbone's loss on the CPU is not finite, before anything is computed from it.</summary>
    /// <exception cref="ArithmeticException">It is not.</exception>
    public void Check(Tensor loss)
    {
        if (loss.device_type == DeviceType.CPU)
        {
            Finite(HostReads.ToDouble(loss)); // a device would be waited for
        }
    }

    /// <summary>Adds a step.</summary>
    /// <param name="loss">The backbone's, a scalar.</param>
    /// <param name="added">What the text method added; null where it left the step out.</param>
    /// <exception cref="ArithmeticException">A number on the CPU is not finite.</exception>
    public void Add(Tensor loss, TextMethodLosses? added)
    {
        _steps++;
        var scalars = new List<Tensor> { loss };
        if (added is not null)
        {
            scalars.AddRange([.. added.Terms.Select(term => term.Value), added.Total]);
            _alignedSteps++;
        }

        if (added is not null && _names.Count == 0)
        {
            _names.AddRange([.. added.Terms.Select(term => term.Key), TextMethodLosses.TotalName]);
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var values = stack(scalars.Select(scalar => scalar.detach().to(ScalarType.Float64)));
        if (loss.device_type == DeviceType.CPU)
        {
            AddNumbers(HostReads.ToArray<double>(values));
            return;
        }

        if (_sumsOnDevice is null)
        {
            _sumsOnDevice = values.DetachFromDisposeScope();
        }
        else if (_sumsOnDevice.size(0) >= values.size(0))
        {
            _sumsOnDevice.narrow(0, 0, values.size(0)).add_(values);
        }
        else
        {
            values.narrow(0, 0, _sumsOnDevice.size(0)).add_(_sumsOnDevice);
            _sumsOnDevice.Dispose();
            _sumsOnDevice = values.DetachFromDisposeScope();
        }
    }

    /// <summary>The mean loss of the steps, and the mean of each term, the total last, over the steps that had them.</summary>
    /// <exception cref="ArithmeticException">A number is not finite.</exception>
    public (double Loss, IReadOnlyList<KeyValuePair<string, double>> Alignment) Means()
    {
        if (_sumsOnDevice is not null)
        {
            AddNumbers(HostReads.ToArray<double>(_sumsOnDevice));
        }

        return (_sums[0] / _steps, [.. _names.Select((name, at) => KeyValuePair.Create(name, _sums[at + 1] / _alignedSteps))]);
    }

    public void Dispose() => _sumsOnDevice?.Dispose();

    private void AddNumbers(double[] values)
    {
        Array.Resize(ref _sums, Math.Max(_sums.Length, values.Length));
        for (var at = 0; at < values.Length; at++)
        {
            _sums[at] += Finite(values[at]);
        }
    }

    private double Finite(double loss) => double.IsFinite(loss)
        ? loss
        : throw new ArithmeticException(
            $"Expected a finite loss, got {loss} in epoch {epoch}; lower the learning rate or the alignment weight.");
}
