using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NeuroAgents.Agents;

/// <summary>The options of the plugin as JSON, without reflection: keys are snake_case. Read them with <see cref="Serialization.StrictJson"/>.</summary>
/// <example><code>BrainOptions options = StrictJson.Read(text, OptionsJson.Brain, "guards.json");</code></example>
public static class OptionsJson
{
    /// <summary><see cref="BrainOptions"/>.</summary>
    public static JsonTypeInfo<BrainOptions> Brain => OptionsJsonContext.Default.BrainOptions;

    /// <summary><see cref="PluginOptions"/>.</summary>
    public static JsonTypeInfo<PluginOptions> Plugin => OptionsJsonContext.Default.PluginOptions;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(BrainOptions))]
[JsonSerializable(typeof(PluginOptions))]
internal sealed partial class OptionsJsonContext : JsonSerializerContext;
