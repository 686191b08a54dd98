namespace DaRec.Recommenders.Graphs;

/// <summary>A matrix's entries by rows or, the same ones, by columns.</summary>
/// <param name="Structure">Where they lie.</param>
/// <param name="Values">Their values.</param>
/// <param name="Numbers">Their numbers in the form by rows; null where this is that form.</param>
internal sealed record CsrForm(CsrStructure Structure, float[] Values, int[]? Numbers);
