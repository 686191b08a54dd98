namespace DaRec.Internal;

/// <summary>A step of a kernel: parts that threads may run in any order, all of them before the next step begins.</summary>
/// <param name="Parts">How many parts there are.</param>
/// <param name="Body">Runs the part of this number. Threads take parts in ascending order.</param>
internal readonly record struct Phase(int Parts, Action<int> Body)
{
    /// <summary>A step that one thread runs.</summary>
    public static Phase Single(Action body) => new(1, _ => body());
}
