using System.Reflection;
using DaRec.Internal;
using DaRec.Recommenders.Training;
using DaRec.Serving;
using DaRec.Text;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests;

/// <summary>Laws of all public options of the three libraries.</summary>
public sealed class OptionsTests
{
    private static readonly Assembly[] Libraries =
        [typeof(DaRecOptions).Assembly, typeof(TrainerOptions).Assembly, typeof(HashingOptions).Assembly];

    public static TheoryData<string, string> CheckedProperties()
    {
        var data = new TheoryData<string, string>();
        foreach (var property in Libraries.SelectMany(library => library.GetExportedTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsAbstract)
            .SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            .Where(property => property.CanWrite && Impossible(property.PropertyType) is not null && !IsSeed(property)))
        {
            data.Add(property.ReflectedType!.AssemblyQualifiedName!, property.Name);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(CheckedProperties))]
    public void Properties_Refuse_ImpossibleValues_ByTheirName(string type, string name)
    {
        var property = Type.GetType(type)!.GetProperty(name)!;
        var options = Activator.CreateInstance(property.ReflectedType!)!;

        var set = () => property.SetValue(options, Impossible(property.PropertyType));

        var thrown = set.Should().Throw<TargetInvocationException>().WithInnerException<ArgumentOutOfRangeException>().Which;
        thrown.ParamName.Should().Be(name);
        thrown.Message.Should().StartWith($"Expected {name} ");
    }

    [Theory]
    [MemberData(nameof(PrintedTypes))]
    public void ToString_NamesNoTypeOfTheRuntime(string type)
    {
        var options = Filled(Type.GetType(type)!);

        var text = options.ToString();

        text.Should().StartWith(options.GetType().Name).And.NotContain("System.").And.NotContain("`");
    }

    public static TheoryData<string> PrintedTypes() =>
        [.. Libraries.Append(typeof(Recommender).Assembly).SelectMany(library => library.GetExportedTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.IsAbstract)
            .Select(type => type.AssemblyQualifiedName!)];

    [Fact]
    public void CheckedProperties_AreThoseOfEveryLibrary() =>
        CheckedProperties().Select(row => Type.GetType((string)row[0])!.Assembly).Distinct().Should().BeEquivalentTo(Libraries);

    [Fact]
    public void Guard_SaysWhatItExpectedAndGot()
    {
        var number = 1;
        var least = () => Guard.AtLeast(number, 2);
        var weight = () => Guard.Weight(-0.5, "w");
        var property = () => new HashingOptions { HashBits = 25 };

        least.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Expected number ≥ 2, got 1. (Parameter 'number')");
        weight.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Expected w finite and ≥ 0, got -0.5. (Parameter 'w')");
        property.Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected HashBits in [8, 24], got 25. (Parameter 'HashBits')");
    }

    // Every number is a seed.
    private static bool IsSeed(PropertyInfo property) => property.Name.EndsWith("Seed", StringComparison.Ordinal);

    /// <summary>A value that no option of the type can have; null for types of which every value may be right.</summary>
    private static object? Impossible(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? Enum.ToObject(type, 12_345)
            : type == typeof(int) ? int.MinValue
            : type == typeof(long) ? long.MinValue
            : type == typeof(double) ? double.NaN
            : type == typeof(float) ? float.NaN
            : type == typeof(TimeSpan) ? TimeSpan.MinValue
            : null;
    }

    // Lists, which a default leaves out, are what printing goes wrong with.
    private static object Filled(Type type)
    {
        var options = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            if (property.PropertyType.IsAssignableFrom(typeof(string[])) && property.PropertyType != typeof(object))
            {
                property.SetValue(options, new[] { "one", "two" });
            }
            else if (property.PropertyType.IsAssignableFrom(typeof(int[])) && property.PropertyType != typeof(object))
            {
                property.SetValue(options, new[] { 1, 2 });
            }
        }

        return options;
    }
}
