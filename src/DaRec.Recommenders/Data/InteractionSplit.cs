using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Interactions divided into disjoint parts of the same shape.</summary>
/// <param name="Train">What a model learns from.</param>
/// <param name="Validation">What chooses its settings.</param>
/// <param name="Test">What measures it.</param>
public sealed record InteractionSplit(Interactions Train, Interactions Validation, Interactions Test);
