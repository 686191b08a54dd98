using System.Text.Json.Nodes;
using DaRec.Cli.Output;

namespace DaRec.Cli.Settings;

/// <summary>A value of an immutable record of options: an option of the command line, and a key of the configuration file.</summary>
internal sealed class Setting
{
    private readonly Func<object, object?> _get;
    private readonly Func<object, object?, object> _with;
    private readonly Func<object, bool> _isIdle;

    private Setting(
        string name,
        string help,
        string prefix,
        SettingValue value,
        Func<object, object?> get,
        Func<object, object?, object> with,
        Func<object, bool> isIdle)
    {
        (Name, Help, Prefix, Value) = (name, help, prefix, value);
        (_get, _with, _isIdle) = (get, with, isIdle);
    }

    /// <summary>What it is called among the settings of its record: words with hyphens between.</summary>
    public string Name { get; }

    /// <summary>What it does: a sentence with the range.</summary>
    public string Help { get; }

    /// <summary>What tells the option from those of other records: empty, or words with a hyphen behind.</summary>
    public string Prefix { get; }

    /// <summary>The values that it may have.</summary>
    public SettingValue Value { get; }

    /// <summary>The option, as it is typed.</summary>
    public string Flag => $"--{Prefix}{Name}";

    /// <summary>The key in the configuration file.</summary>
    public string Key => Names.Camel(Name);

    /// <summary>A setting of a record.</summary>
    /// <param name="name">Words with hyphens between.</param>
    /// <param name="help">A sentence; the default comes behind it.</param>
    /// <param name="get">The value in a record.</param>
    /// <param name="with">The record with another value; an <see cref="ArgumentException"/> where it does not fit.</param>
    /// <param name="nullWord">What is typed for null; null where the value cannot be null.</param>
    /// <param name="isIdle">Whether nothing of a record depends on the value, and it cannot be kept; null means never.</param>
    public static Setting Of<TRecord, TValue>(
        string name,
        string help,
        Func<TRecord, TValue> get,
        Func<TRecord, TValue, TRecord> with,
        string? nullWord = null,
        Func<TRecord, bool>? isIdle = null)
        where TRecord : class => new(
            name,
            help,
            "",
            new SettingValue(Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue), nullWord),
            record => get((TRecord)record),
            (record, value) => with((TRecord)record, (TValue)value!),
            record => isIdle?.Invoke((TRecord)record) ?? false);

    /// <summary>The same setting with an option of another name.</summary>
    public Setting Prefixed(string prefix) => new(Name, Help, prefix, Value, _get, _with, _isIdle);

    /// <summary>The value in a record, as it is typed.</summary>
    public string Text(object record) => Value.Format(_get(record));

    /// <summary>The value in a record, as the configuration file has it.</summary>
    public JsonNode? ToJson(object record) => Value.ToJson(_get(record));

    /// <summary>Whether nothing of a record depends on it.</summary>
    public bool IsIdle(object record) => _isIdle(record);

    /// <summary>The record with another value; the same record where the setting is idle.</summary>
    /// <param name="record">The record.</param>
    /// <param name="text">The value, as it is typed.</param>
    /// <param name="source">Where the text comes from, for the message.</param>
    /// <exception cref="UsageException">The text is no value of this setting.</exception>
    public object With(object record, string text, string source)
    {
        try
        {
            return _with(record, Value.Parse(text));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new UsageException($"{source} {text}: {Messages.Expectation(exception)}");
        }
    }
}
