using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Argument checks of the public surface: what was expected, what arrived.</summary>
internal static class Guard
{
    /// <summary>A floating-point matrix (n, d) with n ≥ <paramref name="minRows"/> and d ≥ 1.</summary>
    public static Tensor Matrix(Tensor matrix, long minRows = 1, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(matrix, name);
        if (matrix.IsInvalid)
        {
            throw new ObjectDisposedException(name, $"{name} was disposed before the call.");
        }

        if (matrix.dim() != 2 || matrix.size(0) < minRows || matrix.size(1) < 1)
        {
            throw new ArgumentException($"Expected a matrix (n, d) with n ≥ {minRows} and d ≥ 1, got {Shape(matrix)}.", name);
        }

        if (matrix.dtype is not (ScalarType.Float32 or ScalarType.Float64) && !Rows.IsHalf(matrix.dtype))
        {
            throw new ArgumentException(
                $"Expected floating-point elements of 16, 32 or 64 bits, got {matrix.dtype}; convert with .to(ScalarType.Float32).", name);
        }

        return matrix;
    }

    /// <summary><paramref name="other"/> has device, element type and row count of <paramref name="reference"/>.</summary>
    public static void SameRows(
        Tensor reference,
        Tensor other,
        [CallerArgumentExpression(nameof(reference))] string referenceName = "",
        [CallerArgumentExpression(nameof(other))] string otherName = "")
    {
        SamePlace(reference, other, referenceName, otherName);
        if (reference.size(0) != other.size(0))
        {
            throw new ArgumentException(
                $"Expected {otherName} to have as many rows as {referenceName} {Shape(reference)}, got {Shape(other)}.", otherName);
        }
    }

    /// <summary>As <see cref="SameRows"/>, and the same width.</summary>
    public static void SameShape(
        Tensor reference,
        Tensor other,
        [CallerArgumentExpression(nameof(reference))] string referenceName = "",
        [CallerArgumentExpression(nameof(other))] string otherName = "")
    {
        SameRows(reference, other, referenceName, otherName);
        Width(other, reference.size(1), otherName);
    }

    /// <summary>A vector (n) of finite numbers ≥ 0; on another device than the CPU, which would be waited for, any numbers.</summary>
    public static void NonNegative(Tensor vector, long count, [CallerArgumentExpression(nameof(vector))] string name = "")
    {
        if (vector.dim() != 1 || vector.size(0) != count)
        {
            throw new ArgumentException($"Expected shape ({count}), got {Shape(vector)}.", name);
        }

        using var scope = NewDisposeScope();
        if (vector.device_type == DeviceType.CPU && !HostReads.IsTrue(vector.isfinite().logical_and(vector.ge(Held(0))).all()))
        {
            throw new ArgumentException("Expected finite numbers ≥ 0, got a negative one, NaN or infinity.", name);
        }
    }

    /// <summary>As <see cref="NonNegative"/>, without zeros.</summary>
    public static void AllPositive(Tensor vector, long count, [CallerArgumentExpression(nameof(vector))] string name = "")
    {
        NonNegative(vector, count, name);
        using var scope = NewDisposeScope();
        if (vector.device_type == DeviceType.CPU && !HostReads.IsTrue(vector.gt(Held(0)).all()))
        {
            throw new ArgumentException("Expected numbers > 0, got 0.", name);
        }
    }

    public static void SamePlace(Tensor reference, Tensor other, string referenceName, string otherName)
    {
        SameType(reference, other, referenceName, otherName);
        SameDevice(reference, other, referenceName, otherName);
    }

    public static void SameType(Tensor reference, Tensor other, string referenceName, string otherName)
    {
        if (reference.dtype != other.dtype)
        {
            throw new ArgumentException(
                $"Expected {otherName} to have the element type of {referenceName} ({reference.dtype}), got {other.dtype}; " +
                $"convert {otherName} with .to(ScalarType.{reference.dtype}), or the other with .to(ScalarType.{other.dtype}).",
                otherName);
        }
    }

    public static void SameDevice(Tensor reference, Tensor other, string referenceName, string otherName)
    {
        if (reference.device_type != other.device_type || reference.device_index != other.device_index)
        {
            throw new ArgumentException(
                $"Expected {otherName} on the device of {referenceName} ({reference.device}), got {other.device}.", otherName);
        }
    }

    public static void Width(Tensor matrix, long width, [CallerArgumentExpression(nameof(matrix))] string name = "")
    {
        if (matrix.size(1) != width)
        {
            throw new ArgumentException($"Expected width {width}, got {Shape(matrix)}.", name);
        }
    }

    public static long AtLeast(
        long value, long minimum, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value >= minimum ? value : throw OutOfRange(name, member, $"≥ {minimum}", value);

    public static int AtLeast(
        int value, int minimum, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        (int)AtLeast((long)value, minimum, name, member);

    /// <summary>Null passes.</summary>
    public static int? AtLeast(
        int? value, int minimum, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value is { } number ? AtLeast(number, minimum, name, member) : null;

    /// <summary>Null passes.</summary>
    public static long? AtLeast(
        long? value, long minimum, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value is { } number ? AtLeast(number, minimum, name, member) : null;

    /// <summary>A whole number in [minimum, maximum].</summary>
    public static int InRange(
        int value,
        int minimum,
        int maximum,
        [CallerArgumentExpression(nameof(value))] string name = "",
        [CallerMemberName] string member = "") =>
        value >= minimum && value <= maximum ? value : throw OutOfRange(name, member, $"in [{minimum}, {maximum}]", value);

    /// <summary>A finite number.</summary>
    public static double Finite(
        double value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        double.IsFinite(value) ? value : throw OutOfRange(name, member, "finite", value);

    /// <summary>A finite number ≥ 0.</summary>
    public static double Weight(
        double value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        double.IsFinite(value) && value >= 0 ? value : throw OutOfRange(name, member, "finite and ≥ 0", value);

    /// <summary>A finite number &gt; 0.</summary>
    public static double Positive(
        double value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        double.IsFinite(value) && value > 0 ? value : throw OutOfRange(name, member, "finite and > 0", value);

    public static TimeSpan Positive(
        TimeSpan value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value > TimeSpan.Zero ? value : throw OutOfRange(name, member, "> 0", value);

    /// <summary>A number in (0, 1].</summary>
    public static double Probability(
        double value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value is > 0 and <= 1 ? value : throw OutOfRange(name, member, "in (0, 1]", value);

    /// <summary>A number in [0, 1].</summary>
    public static double Share(
        double value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value is >= 0 and <= 1 ? value : throw OutOfRange(name, member, "in [0, 1]", value);

    /// <summary>A number in [0, 1).</summary>
    public static double Fraction(
        double value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value is >= 0 and < 1 ? value : throw OutOfRange(name, member, "in [0, 1)", value);

    /// <summary>A number in [0, limit).</summary>
    public static double Below(
        double value, double limit, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "") =>
        value >= 0 && value < limit
            ? value
            : throw OutOfRange(name, member, string.Create(CultureInfo.InvariantCulture, $"in [0, {limit})"), value);

    /// <summary>The value of a property.</summary>
    public static T NotNull<T>(T value, [CallerMemberName] string name = "")
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    public static T Defined<T>(
        T value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "")
        where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw OutOfRange(name, member, $"to be one of {string.Join(", ", Enum.GetNames<T>())}", value);

    /// <summary>Null passes.</summary>
    public static T? Defined<T>(
        T? value, [CallerArgumentExpression(nameof(value))] string name = "", [CallerMemberName] string member = "")
        where T : struct, Enum => value is { } defined ? Defined(defined, name, member) : null;

    public static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.shape)})";

    // In a property the argument is called value, and the caller knows it by the property's name.
    private static ArgumentOutOfRangeException OutOfRange<T>(string name, string member, string expected, T value)
    {
        name = name == "value" ? member : name;
        var message = string.Create(CultureInfo.InvariantCulture, $"Expected {name} {expected}, got {value}.");
        return new ArgumentOutOfRangeException(name, message);
    }
}
