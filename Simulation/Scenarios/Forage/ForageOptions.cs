namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The world of <c>forage</c>, from its settings.</summary>
internal sealed record ForageOptions
{
    internal static readonly Setting Area = Setting.Number("area", "world per agent, m²", 20, 1, 10_000);
    internal static readonly Setting FoodPerAgent = Setting.Number("food", "items of food per agent", 0.4, 0, 100);
    internal static readonly Setting HazardsPerAgent = Setting.Number("hazards", "hazards per agent", 0.02, 0, 10);
    internal static readonly Setting RegrowSeconds = Setting.Number("regrow", "time until eaten food grows elsewhere, s", 0.5, 0, 3600);
    internal static readonly Setting SightMetres = Setting.Number("sight", "how far agents sense, m", 8, 1, 100);

    internal static IReadOnlyList<Setting> Settings { get; } = [Area, FoodPerAgent, HazardsPerAgent, RegrowSeconds, SightMetres, TeachSystem.ShuffleLabels];

    internal ForageOptions(SettingValues values, int agents)
    {
        Sight = (float)values.Number(SightMetres);
        float widest = Math.Max(Sight, HazardRadius.Maximum);
        (Side, CellSize) = WorldSize.For(values.Number(Area), agents, widest);
        double food = values.Number(FoodPerAgent) * agents;
        Food = food == 0 ? 0 : Math.Max(1, (int)Math.Round(food));
        Hazards = (int)Math.Round(values.Number(HazardsPerAgent) * agents);
        Regrowth = (float)values.Number(RegrowSeconds);
    }

    /// <summary>Length of the world's side, m.</summary>
    internal float Side { get; }

    /// <summary>How far agents sense, m.</summary>
    internal float Sight { get; }

    /// <summary>A little over the radius of the widest circle that is looked into: a neighbourhood is three cells wide whatever the rounding. m.</summary>
    internal float CellSize { get; }

    /// <summary>Items of food, eaten ones included.</summary>
    internal int Food { get; }

    /// <summary>Number of hazards.</summary>
    internal int Hazards { get; }

    /// <summary>Time until eaten food grows elsewhere, s.</summary>
    internal float Regrowth { get; }

    /// <summary>How near food must be to be eaten, m.</summary>
    internal const float Reach = 0.3f;

    /// <summary>Agents nearer than this push each other, m.</summary>
    internal const float PersonalSpace = 0.8f;

    /// <summary>Push of a neighbour in the same place, m/s.</summary>
    internal const float PushSpeed = 1.5f;

    /// <summary>Radius of hazards, m: from, to.</summary>
    internal static (float Minimum, float Maximum) HazardRadius => (1f, 2f);

    /// <summary>What a hazard takes, energy per second.</summary>
    internal const float HazardDrain = 10;

    /// <summary>What an item of food gives, energy.</summary>
    internal const float MealEnergy = 6;

    /// <summary>What living takes at rest and at full thrust, energy per second.</summary>
    internal static (float AtRest, float AtFullThrust) Cost => (1f, 1.5f);

    /// <summary>Energy at birth: from, to.</summary>
    internal static (float Minimum, float Maximum) BirthEnergy => (10, 20);

    /// <summary>The most energy that an agent can hold.</summary>
    internal const float MaximumEnergy = 30;

    internal static Systems.Locomotion Locomotion { get; } = new(Acceleration: 12, Drag: 3, TurnRate: 4);
}
