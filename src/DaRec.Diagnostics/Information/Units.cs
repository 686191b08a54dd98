namespace DaRec.Diagnostics.Information;

/// <summary>Bits and nats.</summary>
internal static class Units
{
    /// <summary>ln 2.</summary>
    public const double NatsPerBit = 0.69314718055994530942;

    public static double ToBits(double nats) => nats / NatsPerBit;

    public static double ToNats(double bits) => bits * NatsPerBit;
}
