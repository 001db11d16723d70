using System.Runtime.Intrinsics;
using NeuroAgents.Agents;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>What a forager senses: 32 named values, relative to its own heading. Eight sectors of 45° start ahead and go round to the left.</summary>
internal static class ForageObservations
{
    internal const int Sectors = 8;

    /// <summary>Nearness of the nearest food in each sector: 1 here, 0 at the edge of sight or none.</summary>
    internal const int Food = 0;

    /// <summary>Nearness of the nearest edge of a hazard in each sector; a hazard is sensed while its middle is in sight.</summary>
    internal const int Hazard = 8;

    /// <summary>Sum of 1 − (d / sight)² over the neighbours in each sector.</summary>
    internal const int Neighbours = 16;

    /// <summary>Direction of the nearest food, a unit vector (ahead, left), and its nearness; zeros if none is in sight.</summary>
    internal const int NearestFoodAhead = 24;
    internal const int NearestFoodLeft = 25;
    internal const int NearestFoodNearness = 26;

    /// <summary>Own velocity over top speed.</summary>
    internal const int SpeedAhead = 27;
    internal const int SpeedLeft = 28;

    /// <summary>Own energy over its maximum.</summary>
    internal const int Energy = 29;

    /// <summary>How neighbours push, over the largest push of one.</summary>
    internal const int PushAhead = 30;
    internal const int PushLeft = 31;
    internal const int Width = 32;

    private static readonly string[] SectorNames =
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

    /// <summary>The sector of a direction.</summary>
    internal static int Sector(float ahead, float left) => Sector(Vector256.Create(ahead), Vector256.Create(left))[0];

    /// <summary>The sectors of eight directions, by comparisons alone: left or right, then ahead or behind, then which is larger.</summary>
    internal static Vector256<int> Sector(Vector256<float> ahead, Vector256<float> left)
    {
        Vector256<float> isRight = Vector256.LessThan(left, Vector256<float>.Zero), isBehind = Vector256.LessThan(ahead, Vector256<float>.Zero);

        // Going round, quarters begin at an axis: the second half of one is where the other axis has come nearer.
        Vector256<float> startsAside = isRight ^ isBehind;
        Vector256<float> ofAhead = Vector256.Abs(ahead), ofLeft = Vector256.Abs(left);
        Vector256<float> isSecond = Vector256.GreaterThan(
            Vector256.ConditionalSelect(startsAside, ofAhead, ofLeft), Vector256.ConditionalSelect(startsAside, ofLeft, ofAhead));
        return (isRight.AsInt32() & Vector256.Create(4)) | (startsAside.AsInt32() & Vector256.Create(2)) | (isSecond.AsInt32() & Vector256.Create(1));
    }

    private static void AddSectors(ObservationSpec spec, string what, float maximum)
    {
        foreach (string sector in SectorNames)
        {
            spec.Add($"{what}.{sector}", 0, maximum);
        }
    }
}
