using DaRec.Recommenders.Data;
using DaRec.Text;

namespace DaRec.Cli.Texts;

/// <summary>The training part of a folder of data, as profiles of users are made from it.</summary>
internal static class TrainingPart
{
    private static readonly string[] Extensions = [".npz", ".tsv", ".csv"];

    /// <summary>The folder's training interactions, checked against its validation and test parts.</summary>
    /// <param name="directory">The folder that <paramref name="data"/> were read from.</param>
    /// <param name="data">Its data.</param>
    /// <exception cref="ArgumentException">A held-out part shares an interaction with the training part.</exception>
    public static TrainingItems Of(string directory, Dataset data)
    {
        var path = Extensions.Select(extension => Path.Combine(directory, "trn" + extension)).First(File.Exists);
        IReadOnlyList<IReadOnlyList<int>>[] heldOut =
            [.. new[] { data.Validation, data.Test }.OfType<Interactions>().Select(ItemsOfUsers)];
        return TrainingItems.Create(path, ItemsOfUsers(data.Train), heldOut);
    }

    private static int[][] ItemsOfUsers(Interactions part) =>
        [.. Enumerable.Range(0, part.UserCount).Select(user => part.ItemsOf(user).ToArray())];
}
