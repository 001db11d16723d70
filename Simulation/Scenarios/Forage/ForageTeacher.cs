using System.Runtime.Intrinsics;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The scripted teacher of the foragers. It uses only the agent's observation.</summary>
internal sealed class ForageTeacher : IExpert
{
    // Directions (ahead, left) of the centres of the eight sectors.
    private const float Near = 0.92387953f;
    private const float Far = 0.38268343f;
    private static readonly float[] s_ahead = [Near, Far, -Far, -Near, -Near, -Far, Far, Near];
    private static readonly float[] s_left = [Far, Near, Near, Far, -Far, -Near, -Near, -Far];

    /// <summary>Nearness above which hazards are avoided. With the default sight range of 8 m, agents avoid them within 2 m of their edge.</summary>
    private const float HazardThreshold = 0.75f;
    private const float HazardWeight = 8;
    private const float CrowdWeight = 0.05f;

    void IExpert.Act(int row, ReadOnlySpan<float> observation, Span<float> action) => Act(observation, action);

    /// <summary>Turns toward the nearest food and away from near hazards. When no food is in sight, it also turns slightly out of the crowd.</summary>
    /// <param name="observation">One row of <see cref="ForageObservations"/>.</param>
    /// <param name="action">Turn and thrust, overwritten.</param>
    internal static void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        bool seesFood = observation[ForageObservations.NearestFoodNearness] > 0;
        float ahead = seesFood ? observation[ForageObservations.NearestFoodAhead] : 1;
        float left = seesFood ? observation[ForageObservations.NearestFoodLeft] : 0;
        if (seesFood && !IsHazardNear(observation))
        {
            Pilot.Steer(ahead, left, action);
            return;
        }

        for (int sector = 0; sector < ForageObservations.Sectors; sector++)
        {
            float away = HazardWeight * Math.Max(0, observation[ForageObservations.Hazard + sector] - HazardThreshold);
            if (!seesFood)
            {
                away += CrowdWeight * observation[ForageObservations.Neighbours + sector];
            }

            ahead -= away * s_ahead[sector];
            left -= away * s_left[sector];
        }

        Pilot.Steer(ahead, left, action);
    }

    private static bool IsHazardNear(ReadOnlySpan<float> observation)
    {
        ReadOnlySpan<float> hazards = observation.Slice(ForageObservations.Hazard, ForageObservations.Sectors);
        return Vector256.GreaterThanAny(Vector256.Create(hazards), Vector256.Create(HazardThreshold));
    }
}
