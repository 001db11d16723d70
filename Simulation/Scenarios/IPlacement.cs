using System.Text.Json.Serialization;
using NeuroAgents.Serialization;

namespace NeuroAgents.Simulation.Scenarios;

/// <summary>The things that a person can put into a world.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlacedThing>))]
public enum PlacedThing
{
    /// <summary>An item of food. When it has been eaten, it grows again elsewhere, like all other food.</summary>
    [JsonStringEnumMemberName("food")]
    Food,

    /// <summary>A hazard. Its radius is a function of the seed and of the hazard's number.</summary>
    [JsonStringEnumMemberName("hazard")]
    Hazard,
}

/// <summary>A feature of a session that puts things into a world and removes them, between two frames.</summary>
/// <remarks>A run is a function of its options and of these calls with their frames. A saved run keeps the placed things.</remarks>
public interface IPlacement
{
    /// <summary>Puts one more thing into the world.</summary>
    /// <param name="thing">The kind of thing.</param>
    /// <param name="x">X coordinate of the place, m.</param>
    /// <param name="y">Y coordinate of the place, m.</param>
    /// <exception cref="ArgumentException">The place is not in the world.</exception>
    void Place(PlacedThing thing, float x, float y);

    /// <summary>Removes the food that is nearest to a place or, if no food is within reach, the hazard with the nearest edge.</summary>
    /// <param name="x">X coordinate of the place, m.</param>
    /// <param name="y">Y coordinate of the place, m.</param>
    /// <param name="reach">Largest distance from the place, m.</param>
    /// <returns>The kind of the removed thing; null if nothing is within reach.</returns>
    /// <exception cref="ArgumentException">The place is not in the world.</exception>
    PlacedThing? Remove(float x, float y, float reach);

    /// <summary>Adds or removes things until the world has as many as a saved run. Called before the saved components are loaded.</summary>
    /// <param name="archive">The saved run.</param>
    void MatchSavedCounts(TensorArchive archive);
}
