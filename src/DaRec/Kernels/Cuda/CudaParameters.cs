namespace DaRec.Kernels.Cuda;

// The structs of pairs.cu and steps.cu, field by field: what each means stands there.

internal readonly record struct Attention(
    nint Rows, nint Columns, nint Bias, nint Largest, nint Sums, nint Weighted,
    float Scale, int RowCount, int ColumnCount, int Width, int TilesOfSplit, int SkipsDiagonal);

internal readonly record struct Joining(
    nint Largest, nint Sums, nint Weighted, nint Bias, nint Logarithms, nint Means, int Splits, int RowCount, int Width);

internal readonly record struct Spreading(
    nint Rows, nint Columns, nint Bias, nint Logarithms, nint Weights, nint Weighted,
    float Scale, int RowCount, int ColumnCount, int Width, int TilesOfSplit);

internal readonly record struct Divergence(
    nint Rows, nint Texts, nint Logarithms, nint TextLogarithms, nint Weighted, nint Values,
    float Scale, int RowCount, int Width, int TextWidth, int TilesOfSplit);

internal readonly record struct Lengthening(
    nint Rows, nint Units, nint Lengths, nint Squares, float Shortest, float Constant, int RowCount, int Width);

internal readonly record struct UniformityGradient(
    nint Units, nint Lengths, nint Means, nint Logarithms, nint Total, nint Result, float Factor, int RowCount, int Width);

internal readonly record struct Anchors(
    nint Rows, nint Lengths, nint Partners, nint PartnerLengths, nint Means, nint Logarithms, nint Weights,
    nint Values, nint OfAnchors, nint OfPartners, float Scale, int RowCount, int Width);

internal readonly record struct SumsGradient(
    nint Weighted, nint Units, nint Lengths, nint Result, float Factor, int Splits, int RowCount, int Width);

internal readonly record struct Total(nint Numbers, nint Result, long Count, double Factor);

internal readonly record struct LogTotal(nint Numbers, nint Result, nint Logarithm, long Count, double Constant);

internal readonly record struct BagSums(nint Rows, nint Members, nint Bounds, nint Weights, nint Result, int BagCount, int Width);

internal readonly record struct AdamMove(nint Values, nint Slopes, nint Means, nint Squares, long Count, AdamConstants Constants);
