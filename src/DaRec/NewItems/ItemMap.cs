namespace DaRec.NewItems;

/// <summary>How an item's place among the recommender's embeddings is told from its text.</summary>
public enum ItemMap
{
    /// <summary>The map of the others that ranks known items best whose own embeddings are hidden from it.</summary>
    Auto,

    /// <summary>The mean of the embeddings of the known items with the most similar texts, weighted by similarity.</summary>
    Neighbors,

    /// <summary>Ridge regression of the known items' embeddings on their texts.</summary>
    Ridge,
}
