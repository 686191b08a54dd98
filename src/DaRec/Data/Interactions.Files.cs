namespace DaRec.Data;

/// <content>Files of interactions.</content>
public sealed partial class Interactions
{
    /// <summary>Reads a sparse matrix users × items as <c>scipy.sparse.save_npz</c> writes it: COO, CSR or CSC.</summary>
    /// <param name="path">A .npz file, compressed or not. Every non-zero entry is an interaction, whatever its value.</param>
    /// <param name="warn">Called with a sentence when entries were dropped because they are zero; null for no call.</param>
    /// <exception cref="InvalidDataException">No such file format, a damaged file, or indices outside the matrix.</exception>
    public static Interactions ReadNpz(string path, Action<string>? warn = null) => NpzInteractions.Read(path, warn);

    /// <summary>Writes the matrix so that <c>scipy.sparse.load_npz</c> reads it, in COO form with float32 ones.</summary>
    /// <remarks>Indices are int32, ordered by user, then item. The same interactions give the same bytes.</remarks>
    /// <param name="path">Path of the file; an existing file is replaced. The file appears whole or not at all.</param>
    public void WriteNpz(string path) => NpzInteractions.Write(path, this);

    /// <summary>Reads a .tsv or .csv file into a matrix users × items, as large as the maps are afterwards.</summary>
    /// <remarks>
    /// UTF-8, with or without a byte order mark. A header says which columns hold user and item, in any order; without a header they are
    /// the first two fields. Other columns are ignored. Fields are separated by tabs, commas or semicolons. With another separator than the
    /// tab, fields may be quoted as in RFC 4180 and then span lines. Blank lines, and blanks around an id, are ignored.
    /// </remarks>
    /// <param name="path">The text file.</param>
    /// <param name="users">Numbers of the users; unknown ids are added unless <paramref name="options"/> say otherwise.</param>
    /// <param name="items">Numbers of the items; unknown ids are added unless <paramref name="options"/> say otherwise.</param>
    /// <param name="options">
    /// Separator, header, columns and unknown ids; null, the default, detects the first three and adds unknown ids.
    /// </param>
    /// <param name="warn">
    /// Called with a sentence where columns are ignored, and where lines were skipped because their ids are unknown; null for no call.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// A header without user or item, a malformed line, an unknown id that is to be rejected, or a file that is no UTF-8 text; the message
    /// names the line.
    /// </exception>
    public static Interactions ReadDelimited(
        string path, IdMap users, IdMap items, DelimitedOptions? options = null, Action<string>? warn = null) =>
        DelimitedInteractions.Read(path, users, items, options, warn);
}
