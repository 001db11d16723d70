using System.Text.Json.Serialization.Metadata;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Learning;

/// <summary>Registration of a custom learner: the name of its options in saved files, and the type information that writes and reads them as JSON.</summary>
/// <remarks>
/// Source-generated type information works without reflection, and in native code. Immutable; thread safe.
/// <example><code>
/// public sealed record CuriosityOptions : LearnerOptions
/// {
///     public static LearnerKind OwnKind { get; } = new("curiosity", CuriosityJson.Default.CuriosityOptions);
///
///     [JsonIgnore]
///     public override LearnerKind? Kind =&gt; OwnKind;
/// }
///
/// SavedBrain saved = SavedBrain.Load("guards.brain", CuriosityOptions.OwnKind);
/// </code></example>
/// </remarks>
public sealed class LearnerKind
{
    /// <summary>Registers a kind.</summary>
    /// <param name="name">Value of the key <c>type</c>, such as <c>curiosity</c>.</param>
    /// <param name="options">Type information of the options, a sealed record derived from <see cref="LearnerOptions"/>.</param>
    /// <exception cref="ArgumentException">The name is empty, or the type is not derived from <see cref="LearnerOptions"/>.</exception>
    public LearnerKind(string name, JsonTypeInfo options)
    {
        Require.NotNull(options);
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new ArgumentException("name: expected a name, received an empty one.", nameof(name));
        }

        if (!typeof(LearnerOptions).IsAssignableFrom(options.Type))
        {
            throw new ArgumentException($"options: expected a type derived from LearnerOptions, received {options.Type.Name}.", nameof(options));
        }

        (Name, Options) = (name, options);
    }

    /// <summary>Value of the key <c>type</c>, which names the learner in JSON.</summary>
    public string Name { get; }

    /// <summary>Type information of the options.</summary>
    public JsonTypeInfo Options { get; }
}
