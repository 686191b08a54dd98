namespace DaRec.Cli.Settings;

/// <summary>What somebody wrote for a setting.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Text">The value, as it is typed.</param>
/// <param name="Source">Where it was written, for messages.</param>
internal sealed record SettingText(Setting Setting, string Text, string Source)
{
    /// <summary>A record with all that was written; for each setting the last text counts.</summary>
    /// <param name="record">The record.</param>
    /// <param name="order">The record's settings; those that switch others on stand before them.</param>
    /// <param name="texts">What was written; that of other settings is passed over.</param>
    /// <exception cref="UsageException">A text is no value of its setting.</exception>
    public static object Apply(object record, IEnumerable<Setting> order, IEnumerable<SettingText> texts)
    {
        var last = new Dictionary<Setting, SettingText>();
        foreach (var text in texts)
        {
            last[text.Setting] = text;
        }

        return order.Where(last.ContainsKey)
            .Select(setting => last[setting])
            .Aggregate(record, (changed, text) => text.Setting.With(changed, text.Text, text.Source));
    }
}
