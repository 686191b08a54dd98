namespace DaRec.Serving.Search;

/// <summary>Items that follow each other by number.</summary>
/// <param name="First">The first.</param>
/// <param name="End">One more than the last.</param>
internal readonly record struct ItemRange(int First, int End)
{
    /// <summary>The ranges that ascending, distinct numbers make.</summary>
    public static ItemRange[] Of(ReadOnlySpan<int> numbers)
    {
        var ranges = new List<ItemRange>();
        for (var i = 0; i < numbers.Length;)
        {
            var first = i++;
            while (i < numbers.Length && numbers[i] == numbers[i - 1] + 1)
            {
                i++;
            }

            ranges.Add(new ItemRange(numbers[first], numbers[i - 1] + 1));
        }

        return [.. ranges];
    }
}
