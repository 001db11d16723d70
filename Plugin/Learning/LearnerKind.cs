using System.Text.Json.Serialization.Metadata;
using NeuroAgents.Diagnostics;

namespace NeuroAgents.Learning;

/// <summary>Name of a learner's options in saved files, with the way to write and read them as JSON: the registration of a learner of one's own.</summary>
/// <remarks>
/// Source-generated type information works without reflection, also as native code. Immutable; thread safe.
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
    /// <exception cref="ArgumentException">The name is empty, or the type is no <see cref="LearnerOptions"/>.</exception>
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

    /// <summary>Value of the key <c>type</c>.</summary>
    public string Name { get; }

    /// <summary>Type information of the options.</summary>
    public JsonTypeInfo Options { get; }
}
