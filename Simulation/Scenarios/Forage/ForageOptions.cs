using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The parameters of the world of <c>forage</c>, read from the settings.</summary>
internal sealed record ForageOptions
{
    internal static readonly Setting Area = Setting.Number("area", "area of the world per agent, m²; smaller areas bring food, hazards and neighbours closer", 20, 1, 10_000);
    internal static readonly Setting FoodPerAgent = Setting.Number("food", "items of food per agent; with fewer, more agents starve", 0.4, 0, 100);
    internal static readonly Setting HazardsPerAgent = Setting.Number("hazards", "hazards per agent; with more, agents lose more energy and their ways are longer", 0.02, 0, 10) with { Change = SettingChange.BetweenFrames };
    internal static readonly Setting RegrowSeconds = Setting.Number("regrow", "time until eaten food grows elsewhere, s; longer times leave less food in the world", 0.5, 0, 3600);
    internal static readonly Setting SightMetres = Setting.Number("sight", "distance up to which agents sense, m; larger distances take more time per frame", 8, 1, 100);

    internal static readonly Setting ActionKind = Setting.Choice("actions", "turn and thrust are numbers, or choices among a few values; pqn and dqn need choices", "continuous", ["continuous", "discrete"]);

    internal static IReadOnlyList<Setting> Settings { get; } = [Area, FoodPerAgent, HazardsPerAgent, RegrowSeconds, SightMetres, ActionKind, TeachSystem.ShuffleLabels];

    internal ForageOptions(SettingValues values, int agents)
    {
        SightRange = (float)values.Number(SightMetres);
        float maxRadius = Math.Max(SightRange, HazardRadius.Maximum);
        (Side, CellSize) = WorldSize.For(values.Number(Area), agents, maxRadius);
        double food = values.Number(FoodPerAgent) * agents;
        Food = food == 0 ? 0 : Math.Max(1, (int)Math.Round(food));
        Hazards = CountHazards(values.Number(HazardsPerAgent), agents);
        Regrowth = (float)values.Number(RegrowSeconds);
        Actions = values.Choice(ActionKind) == "discrete" ? SteeringActions.Discrete : SteeringActions.Continuous;
    }

    internal static int CountHazards(double perAgent, int agents) => (int)Math.Round(perAgent * agents);

    /// <summary>Length of the world's side, m.</summary>
    internal float Side { get; }

    /// <summary>Distance up to which agents sense, m.</summary>
    internal float SightRange { get; }

    /// <summary>Side of a grid cell, m. Slightly more than the largest search radius, so that a neighbourhood is three cells wide even after rounding.</summary>
    internal float CellSize { get; }

    /// <summary>Items of food, including eaten ones that have not grown again.</summary>
    internal int Food { get; }

    /// <summary>Number of hazards.</summary>
    internal int Hazards { get; }

    /// <summary>Time until eaten food grows elsewhere, s.</summary>
    internal float Regrowth { get; }

    /// <summary>The brain's kind of actions.</summary>
    internal SteeringActions Actions { get; }

    /// <summary>Distance below which an agent can eat food, m.</summary>
    internal const float Reach = 0.3f;

    /// <summary>Distance below which agents push each other, m.</summary>
    internal const float PersonalSpace = 0.8f;

    /// <summary>Push by a neighbour at distance 0, m/s.</summary>
    internal const float PushSpeed = 1.5f;

    /// <summary>Smallest and largest radius of a hazard, m.</summary>
    internal static (float Minimum, float Maximum) HazardRadius => (1f, 2f);

    /// <summary>Energy that an agent loses per second inside a hazard.</summary>
    internal const float HazardDrain = 10;

    /// <summary>Energy that an agent gains from an item of food.</summary>
    internal const float MealEnergy = 6;

    /// <summary>Energy that living costs per second, at rest and at full thrust.</summary>
    internal static (float AtRest, float AtFullThrust) Cost => (1f, 1.5f);

    /// <summary>Smallest and largest energy at birth.</summary>
    internal static (float Minimum, float Maximum) BirthEnergy => (10, 20);

    /// <summary>Largest energy that an agent can hold.</summary>
    internal const float MaximumEnergy = 30;

    internal static Locomotion Locomotion { get; } = new(Acceleration: 12, Drag: 3, TurnRate: 4);
}
