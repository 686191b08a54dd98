using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>The rows of one step.</summary>
/// <param name="Collaborative">E^C of the drawn rows, with gradient, (m, d_c).</param>
/// <param name="Language">E^L of the same rows, (m, d_l).</param>
/// <param name="UserCount">How many of them are users; they come first.</param>
internal sealed record AlignmentSample(Tensor Collaborative, Tensor Language, long UserCount);
