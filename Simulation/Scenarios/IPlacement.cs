using System.Text.Json.Serialization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>What a person can put into a world.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlacedThing>))]
public enum PlacedThing
{
    /// <summary>An item of food, as good as any other: once eaten it grows elsewhere.</summary>
    [JsonStringEnumMemberName("food")]
    Food,

    /// <summary>A hazard. Its radius is a function of the seed and its number.</summary>
    [JsonStringEnumMemberName("hazard")]
    Hazard,
}

/// <summary>A feature of a session: puts things into a world and takes them out, between two frames. A run is a function of its options and of these calls with their frames; a saved run keeps what was placed.</summary>
public interface IPlacement
{
    /// <summary>Puts one more into the world.</summary>
    /// <param name="thing">What.</param>
    /// <param name="x">Where, m.</param>
    /// <param name="y">Where, m.</param>
    /// <exception cref="ArgumentException">The place is not in the world.</exception>
    void Place(PlacedThing thing, float x, float y);

    /// <summary>Takes away the food that is nearest to a place, or, where none is within reach, the hazard whose edge is.</summary>
    /// <param name="x">Where, m.</param>
    /// <param name="y">Where, m.</param>
    /// <param name="reach">How far off it may be, m.</param>
    /// <returns>What it was; null if nothing is within reach.</returns>
    /// <exception cref="ArgumentException">The place is not in the world.</exception>
    PlacedThing? Remove(float x, float y, float reach);

    /// <summary>Gives the world as many things as a saved run has. Called before their components are written over.</summary>
    /// <param name="archive">The saved run.</param>
    void Fit(TensorArchive archive);
}
