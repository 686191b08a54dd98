namespace DaRec.Serving;

/// <summary>A part of an index that is saved with it: a <see cref="ITextProjection"/> or an <see cref="IUserFoldIn"/>.</summary>
public interface IServingComponent
{
    /// <summary>
    /// Name of what reads the part back, such as <c>linear</c>. A name that this package does not know needs a reader in
    /// <see cref="RecommenderLoadOptions"/>.
    /// </summary>
    string Kind { get; }

    /// <summary>Hands over all that <see cref="Recommender.Load"/> needs to make the part anew.</summary>
    /// <param name="arrays">Takes arrays and numbers by name.</param>
    void Save(ComponentArrays arrays);
}
