using DaRec.Recommenders.Models;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

/// <summary>What each backbone's pass gives beyond embeddings.</summary>
internal static class OwnPropagation
{
    /// <summary>Of Sgl and SimGcl.</summary>
    public static ContrastivePropagation WithViews(this Backbone model, Tensor ids) => (ContrastivePropagation)model.Propagate(ids);

    public static DccfPropagation WithLayers(this Dccf model, Tensor ids) => (DccfPropagation)model.Propagate(ids);

    public static AutoCfPropagation WithScores(this AutoCf model, Tensor ids) => (AutoCfPropagation)model.Propagate(ids);
}
