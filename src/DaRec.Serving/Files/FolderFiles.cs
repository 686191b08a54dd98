namespace DaRec.Serving.Files;

/// <summary>Names of the files of a saved index.</summary>
internal static class FolderFiles
{
    public const string Items = "items.npy";
    public const string Users = "users.npy";
    public const string ItemIds = "item_ids.tsv";
    public const string UserIds = "user_ids.tsv";
    public const string ItemTitles = "item_titles.tsv";
    public const string SeenOffsets = "seen_indptr.npy";
    public const string SeenItems = "seen_indices.npy";
    public const string ItemCounts = "item_counts.npy";
    public const string TextProjection = "text_projection.npz";
    public const string FoldIn = "fold_in.npz";
}
