using DaRec.Embeddings;
using DaRec.Text.Columns;

namespace DaRec.Text;

/// <summary>Embeddings in columns of Parquet files.</summary>
public static class ParquetEmbeddings
{
    extension(FrozenEmbeddings)
    {
        /// <summary>A table copied from a column of lists, each a row, in the order of the file's rows.</summary>
        /// <param name="path">A Parquet file, which is read a row group at a time and closed again.</param>
        /// <param name="column">The column's name: list&lt;float&gt; or list&lt;double&gt;, all lists of one length, nothing null.</param>
        /// <returns>float32 in memory, shape (n, e); a table that is used often is better kept as .npy, which is mapped.</returns>
        /// <exception cref="InvalidDataException">
        /// No Parquet file, no such column, one of another type, or a row that is null, empty or of another length; the message names it.
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
