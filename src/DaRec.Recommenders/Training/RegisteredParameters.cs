using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Finds modules whose constructor forgot <see cref="nn.Module.RegisterComponents"/>: nothing of them would be trained.</summary>
internal static class RegisteredParameters
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Throws where a module has no registered parameter but a field that holds one.</summary>
    /// <param name="module">The module to train.</param>
    /// <param name="name">Name of the argument.</param>
    /// <exception cref="ArgumentException">The module would not be trained.</exception>
    public static void Ensure(nn.Module module, string name)
    {
        if (!module.parameters().Any() && Fields(module.GetType()).Any(field => HoldsParameters(field.GetValue(module))))
        {
            var type = module.GetType().Name;
            throw new ArgumentException(
                $"Expected {type} to have registered its parameters, got none, so that nothing of it would be trained; " +
                $"call RegisterComponents() at the end of {type}'s constructor.",
                name);
        }
    }

    private static bool HoldsParameters(object? value) => value is Parameter || (value is nn.Module part && part.parameters().Any());

    // Reflection gives a base class's private fields by that class alone.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that was trimmed away is one that nothing would train.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var at = type; at is not null && at != typeof(nn.Module); at = at.BaseType)
        {
            foreach (var field in at.GetFields(Declared))
            {
                yield return field;
            }
        }
    }
}
