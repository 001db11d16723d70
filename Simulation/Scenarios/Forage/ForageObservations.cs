using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The observation of a forager: 32 named values, relative to its own heading. Its eight sectors of 45° start straight ahead and continue to the left.</summary>
internal static class ForageObservations
{
    internal const int Sectors = 8;

    /// <summary>Nearness of the nearest food in each sector: 1 at the agent's own place, 0 at the edge of sight or if there is none.</summary>
    internal const int Food = 0;

    /// <summary>Nearness of the nearest edge of a hazard in each sector. A hazard is sensed while its centre is in sight.</summary>
    internal const int Hazard = 8;

    /// <summary>Sum of 1 − (d / sight range)² over the neighbours in each sector.</summary>
    internal const int Neighbours = 16;

    /// <summary>Direction to the nearest food, a unit vector (ahead, left), and its nearness; zeros if no food is in sight.</summary>
    internal const int NearestFoodAhead = 24;
    internal const int NearestFoodLeft = 25;
    internal const int NearestFoodNearness = 26;

    /// <summary>Own velocity, divided by top speed.</summary>
    internal const int SpeedAhead = 27;
    internal const int SpeedLeft = 28;

    /// <summary>Own energy, divided by its maximum.</summary>
    internal const int Energy = 29;

    /// <summary>Push by all neighbours, divided by the largest push of one neighbour.</summary>
    internal const int PushAhead = 30;
    internal const int PushLeft = 31;
    internal const int Width = 32;

    private static readonly string[] s_sectorNames =
        ["ahead_left", "left_ahead", "left_behind", "behind_left", "behind_right", "right_behind", "right_ahead", "ahead_right"];

    internal static ObservationSpec CreateSpec()
    {
        ObservationSpec spec = new();
        AddSectors(spec, "food", 1);
        AddSectors(spec, "hazard", 1);
        AddSectors(spec, "neighbours", 4);
        return spec
            .Add("nearest_food.ahead", -1, 1).Add("nearest_food.left", -1, 1).Add("nearest_food.nearness", 0, 1)
            .Add("speed.ahead", -1, 1).Add("speed.left", -1, 1)
            .Add("energy", 0, 1)
            .Add("push.ahead", -1, 1).Add("push.left", -1, 1);
    }

    /// <summary>Returns the sector of a direction, computed by comparisons only.</summary>
    internal static int Sector(float ahead, float left)
    {
        if (left >= 0)
        {
            return ahead >= 0 ? (ahead >= left ? 0 : 1) : (left >= -ahead ? 2 : 3);
        }

        return ahead < 0 ? (ahead <= left ? 4 : 5) : (-left >= ahead ? 6 : 7);
    }

    private static void AddSectors(ObservationSpec spec, string what, float maximum)
    {
        foreach (string sector in s_sectorNames)
        {
            spec.Add($"{what}.{sector}", 0, maximum);
        }
    }
}
