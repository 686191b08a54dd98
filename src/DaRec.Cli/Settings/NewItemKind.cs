using System.Text.Json.Serialization;

namespace DaRec.Cli.Settings;

/// <summary>How items without training interactions get a vector after training.</summary>
internal enum NewItemKind
{
    /// <summary>They keep what training left them.</summary>
    None,

    /// <summary>DaRec's own: new and rare items are placed by their texts, at a level that validation chooses.</summary>
    Projector,

    /// <summary>Everything is ranked by texts alone.</summary>
    TextProfile,

    /// <summary>The mean of the items with the most similar texts.</summary>
    NeighborMean,

    /// <summary>A linear map from texts to vectors.</summary>
    [JsonStringEnumMemberName("ridge")]
    RidgeMap,

    /// <summary>DropoutNet.</summary>
    [JsonStringEnumMemberName("dropoutnet")]
    DropoutNet,

    /// <summary>CLCRec.</summary>
    [JsonStringEnumMemberName("clcrec")]
    ClcRec,

    /// <summary>ALDI.</summary>
    Aldi,
}
