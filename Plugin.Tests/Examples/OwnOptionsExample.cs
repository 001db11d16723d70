using System.Text.Json.Serialization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Tests.Examples;

internal sealed record TurretOptions
{
    public float Range { get; set; } = 20;
    public int[] Hidden { get; set; } = [32, 32];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TurretOptions))]
internal sealed partial class TurretJson : JsonSerializerContext;

/// <summary>A game's own options from JSON.</summary>
internal static class OwnOptionsExample
{
    internal static TurretOptions Read(string json)
    {
        TurretOptions options = StrictJson.Read(json, TurretJson.Default.TurretOptions, "turret.json");
        return options;
    }
}
