namespace DaRec.Kernels.Cuda;

/// <summary>What a step of Adam multiplies by, as moveAdam of steps.cu reads it.</summary>
internal readonly record struct AdamConstants(
    float Beta1, float Rest1, float Beta2, float Rest2, float Epsilon, float SquareScale, float Size);
