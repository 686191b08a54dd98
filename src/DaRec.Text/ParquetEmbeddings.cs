using DaRec.Embeddings;
using DaRec.Text.Columns;

namespace DaRec.Text;

/// <summary>Opens embeddings in columns of Parquet files.</summary>
public static class ParquetEmbeddings
{
    extension(FrozenEmbeddings)
    {
        /// <summary>Copies a column of lists into memory; list i becomes row i.</summary>
        /// <param name="path">A Parquet file; it is read one row group at a time and closed again.</param>
        /// <param name="column">
        /// Name of a column of list&lt;float&gt; or list&lt;double&gt;; all lists have one length and no nulls.
        /// </param>
        /// <returns>
        /// float32 in memory, shape (n, e). A table that is opened often is better kept as .npy, which is memory-mapped.
        /// </returns>
        /// <exception cref="InvalidDataException">
        /// No Parquet file, no such column, a column of another type, or a row that is null, empty or of another length; the message names
        /// it.
        /// </exception>
        public static FrozenEmbeddings OpenParquet(string path, string column)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            ArgumentException.ThrowIfNullOrEmpty(column);

            using var table = ParquetTable.Read(path, column);
            return FrozenEmbeddings.FromTensor(table);
        }
    }
}
