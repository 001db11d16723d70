using System.Text.Json.Serialization;

namespace NeuroAgents.Tests.Serialization;

public enum SampleMode
{
    Off,
    FirstFrame,
    Always,
}

public sealed record SampleRunOptions
{
    public int Frames { get; set; } = 600;

    public double? Limit { get; set; }

    public TimeSpan Budget { get; set; } = TimeSpan.FromMilliseconds(1.5);

    public string Scenario { get; set; } = "forage";

    public string? Comment { get; set; } = "none";

    public bool Draw { get; set; } = true;

    public SampleMode Mode { get; set; } = SampleMode.FirstFrame;

    public int[] Hidden { get; set; } = [64, 64];

    public Dictionary<string, float> Rewards { get; set; } = new() { ["food"] = 1 };

    public SampleLearnerOptions Learner { get; set; } = new();

    [JsonIgnore]
    public int Ignored { get; set; } = 5;

    public int Doubled => 2 * Frames;
}

public sealed record SampleLearnerOptions
{
    public int BatchSize { get; set; } = 256;

    public float Dropout { get; set; } = 0.5f;

    public SampleOptimizerOptions Optimizer { get; set; } = new SampleAdamOptions();

    public SampleOptimizerOptions[] Others { get; set; } = [];
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SampleSgdOptions), "sgd")]
[JsonDerivedType(typeof(SampleAdamOptions), "adam")]
public abstract record SampleOptimizerOptions
{
    public float LearningRate { get; set; } = 0.01f;
}

public sealed record SampleSgdOptions : SampleOptimizerOptions
{
    public float Momentum { get; set; }
}

public sealed record SampleAdamOptions : SampleOptimizerOptions
{
    public float Beta1 { get; set; } = 0.9f;

    public float Beta2 { get; set; } = 0.999f;
}

public sealed record SampleRequiredOptions
{
    public required string Name { get; set; }

    public int Seed { get; set; } = 7;
}

public sealed record SampleInitOptions
{
    public int Seed { get; init; } = 7;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(SampleRunOptions))]
[JsonSerializable(typeof(SampleRequiredOptions))]
[JsonSerializable(typeof(SampleInitOptions))]
public sealed partial class SampleJson : JsonSerializerContext;

[JsonSerializable(typeof(SampleLearnerOptions))]
public sealed partial class InOrderSampleJson : JsonSerializerContext;
