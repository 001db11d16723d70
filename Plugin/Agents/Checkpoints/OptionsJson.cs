using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NeuroAgents.Learning;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Training;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>JSON metadata of the plugin's options, without reflection; keys are snake_case. Read options with <see cref="Serialization.StrictJson"/>.</summary>
/// <example><code>BrainOptions options = StrictJson.Read(text, OptionsJson.Brain, "guards.json");</code></example>
public static class OptionsJson
{
    /// <summary>JSON metadata of <see cref="BrainOptions"/>.</summary>
    public static JsonTypeInfo<BrainOptions> Brain => OptionsJsonContext.Default.BrainOptions;

    /// <summary>Returns the metadata of <see cref="BrainOptions"/> with a custom kind of learner.</summary>
    internal static JsonTypeInfo<BrainOptions> BrainWith(LearnerKind? kind)
    {
        if (kind is null)
        {
            return Brain;
        }

        JsonSerializerOptions options = new(OptionsJsonContext.Default.Options)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(OptionsJsonContext.Default, kind.Options.OriginatingResolver).WithAddedModifier(info =>
            {
                if (info.Type == typeof(LearnerOptions))
                {
                    info.PolymorphismOptions!.DerivedTypes.Add(new JsonDerivedType(kind.Options.Type, kind.Name));
                }
            }),
        };
        return (JsonTypeInfo<BrainOptions>)options.GetTypeInfo(typeof(BrainOptions));
    }

    /// <summary>Returns whether a learner's options are one of the plugin's own types, which JSON names without a registration.</summary>
    internal static bool HasName(LearnerOptions learner)
        => OptionsJsonContext.Default.LearnerOptions.PolymorphismOptions!.DerivedTypes.Any(derived => derived.DerivedType == learner.GetType());

    /// <summary>JSON metadata of <see cref="LearnerOptions"/>. The key <c>type</c> names the learner.</summary>
    public static JsonTypeInfo<LearnerOptions> Learner => OptionsJsonContext.Default.LearnerOptions;

    /// <summary>JSON metadata of <see cref="SelfPlayOptions"/>.</summary>
    public static JsonTypeInfo<SelfPlayOptions> SelfPlay => OptionsJsonContext.Default.SelfPlayOptions;

    /// <summary>JSON metadata of <see cref="PluginOptions"/>.</summary>
    public static JsonTypeInfo<PluginOptions> Plugin => OptionsJsonContext.Default.PluginOptions;

    /// <summary>JSON metadata of <see cref="TrainerOptions"/>.</summary>
    public static JsonTypeInfo<TrainerOptions> Trainer => OptionsJsonContext.Default.TrainerOptions;

    /// <summary>JSON metadata of <see cref="FitOptions"/>.</summary>
    public static JsonTypeInfo<FitOptions> Fit => OptionsJsonContext.Default.FitOptions;

    /// <summary>JSON metadata of <see cref="EarlyStoppingOptions"/>.</summary>
    public static JsonTypeInfo<EarlyStoppingOptions> EarlyStopping => OptionsJsonContext.Default.EarlyStoppingOptions;

    /// <summary>JSON metadata of <see cref="ReduceLearningRateOnPlateauOptions"/>.</summary>
    public static JsonTypeInfo<ReduceLearningRateOnPlateauOptions> ReduceLearningRateOnPlateau => OptionsJsonContext.Default.ReduceLearningRateOnPlateauOptions;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(BrainOptions))]
[JsonSerializable(typeof(PluginOptions))]
[JsonSerializable(typeof(SelfPlayOptions))]
[JsonSerializable(typeof(TrainerOptions))]
[JsonSerializable(typeof(FitOptions))]
[JsonSerializable(typeof(EarlyStoppingOptions))]
[JsonSerializable(typeof(ReduceLearningRateOnPlateauOptions))]
internal sealed partial class OptionsJsonContext : JsonSerializerContext;
