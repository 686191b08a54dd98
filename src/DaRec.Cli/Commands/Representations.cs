using System.CommandLine;
using DaRec.Embeddings.Files;
using DaRec.Recommenders.Data;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>What is ranked: a vector for each user and each item, from files.</summary>
internal sealed record Representations(Tensor Users, Tensor Items) : IDisposable
{
    /// <summary>The option <c>--users</c>.</summary>
    public static Option<string> UsersOption() =>
        new("--users") { HelpName = "FILE.npy", Required = true, Description = "The vectors of the users, user.npy of train --out." };

    /// <summary>The option <c>--items</c>.</summary>
    public static Option<string> ItemsOption() =>
        new("--items") { HelpName = "FILE.npy", Required = true, Description = "The vectors of the items, item.npy of train --out." };

    /// <summary>Reads both, as float64 where one of them is, else as float32.</summary>
    /// <exception cref="UsageException">A file does not exist.</exception>
    /// <exception cref="InvalidDataException">A file does not fit the data or the other one.</exception>
    public static Representations Read(string usersPath, string itemsPath, Dataset data)
    {
        using var scope = NewDisposeScope();
        var users = Read(usersPath, data.UserCount, "users", "--users");
        var items = Read(itemsPath, data.ItemCount, "items", "--items");
        if (users.size(1) != items.size(1))
        {
            throw new InvalidDataException(
                $"{usersPath} is {users.size(1)} wide and {itemsPath} {items.size(1)}; expected the same width.");
        }

        var type = users.dtype == ScalarType.Float64 || items.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        return new Representations(users.to(type).MoveToOuterDisposeScope(), items.to(type).MoveToOuterDisposeScope());
    }

    /// <summary>Both on a device, to be disposed apart.</summary>
    public Representations On(Device device) => new(Users.to(device), Items.to(device));

    public void Dispose()
    {
        Users.Dispose();
        Items.Dispose();
    }

    private static Tensor Read(string path, int count, string kind, string option)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"There is no file {path} to {option}.");
        }

        var table = NpyFile.Read(path);
        return table.is_floating_point() && table.dim() == 2 && table.size(0) == count
            ? table
            : throw new InvalidDataException(
                $"{path}: expected floating-point numbers of shape ({count}, d) for the {count} {kind}, " +
                $"got {table.dtype} of ({string.Join(", ", table.shape)}).");
    }
}
