namespace DaRec.Recommenders.Models;

/// <summary>Moves the tensors of a <see cref="Propagation"/> between dispose scopes.</summary>
public static class PropagationScopes
{
    /// <summary>Moves all tensors of the propagation to the outer dispose scope, as Tensor's method of this name does for one.</summary>
    /// <typeparam name="T">The kind of propagation.</typeparam>
    /// <param name="propagation">The propagation, made in the current dispose scope.</param>
    /// <returns>The same object.</returns>
    public static T MoveToOuterDisposeScope<T>(this T propagation)
        where T : Propagation
    {
        ArgumentNullException.ThrowIfNull(propagation);
        foreach (var tensor in propagation.Others.Prepend(propagation.Embeddings))
        {
            tensor.MoveToOuterDisposeScope();
        }

        return propagation;
    }
}
