
namespace DaRec.Cli.Benchmarks.Findings;

/// <summary>What something takes at one size.</summary>
/// <param name="Series">What it is.</param>
/// <param name="IsDense">Whether it is the form with n × n tensors.</param>
/// <param name="Rows">N̂.</param>
/// <param name="Seconds">Median time of value and gradient.</param>
/// <param name="Bytes">Peak memory above the inputs; null where the system does not tell.</param>
internal sealed record ScalingPoint(string Series, bool IsDense, int Rows, double Seconds, long? Bytes);
