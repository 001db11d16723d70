using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The parameters of the world of <c>pursuit</c>, read from the settings.</summary>
internal sealed record PursuitOptions
{
    internal static readonly Setting Area = Setting.Number("area", "area of the world per agent, m²; smaller areas let pursuers catch more evaders", 25, 1, 10_000);
    internal static readonly Setting PursuerShare = Setting.Number("pursuers", "share of the agents that are pursuers; with two or more agents there is at least one of each kind", 0.25, 0, 1);
    internal static readonly Setting SightMetres = Setting.Number("sight", "distance up to which agents sense, m; larger distances take more time per frame", 10, 1, 100);
    internal static readonly Setting PursuerSpeed = Setting.Number("pursuer-speed", "top speed of pursuers, m/s", 5, 0.1, 20);
    internal static readonly Setting EvaderSpeed = Setting.Number("evader-speed", "top speed of evaders, m/s", 4, 0.1, 20);

    internal static IReadOnlyList<Setting> Settings { get; } = [Area, PursuerShare, SightMetres, PursuerSpeed, EvaderSpeed, TeachSystem.ShuffleLabels];

    internal PursuitOptions(SettingValues values, int agents)
    {
        int pursuers = (int)Math.Round(values.Number(PursuerShare) * agents);
        Pursuers = Math.Clamp(pursuers, 1, Math.Max(1, agents - 1));
        Evaders = agents - Pursuers;
        SightRange = (float)values.Number(SightMetres);
        (Side, CellSize) = WorldSize.For(values.Number(Area), agents, SightRange);

        // Evaders are slower but turn faster.
        PursuerLocomotion = WithTopSpeed((float)values.Number(PursuerSpeed), turnRate: 3);
        EvaderLocomotion = WithTopSpeed((float)values.Number(EvaderSpeed), turnRate: 5);
    }

    /// <summary>Number of pursuers, at least 1.</summary>
    internal int Pursuers { get; }

    /// <summary>Number of evaders; 0 if there is only one agent.</summary>
    internal int Evaders { get; }

    /// <summary>Length of the world's side, m.</summary>
    internal float Side { get; }

    /// <summary>Distance up to which agents sense, m.</summary>
    internal float SightRange { get; }

    /// <summary>Side of a grid cell, m. Slightly more than the sight range, so that a neighbourhood is three cells wide even after rounding.</summary>
    internal float CellSize { get; }

    /// <summary>Movement constants of pursuers.</summary>
    internal Locomotion PursuerLocomotion { get; }

    /// <summary>Movement constants of evaders.</summary>
    internal Locomotion EvaderLocomotion { get; }

    /// <summary>Distance below which a pursuer catches an evader, m.</summary>
    internal const float Reach = 0.5f;

    /// <summary>Distance below which agents of one kind sense each other, m.</summary>
    internal const float PersonalSpace = 2;

    private static Locomotion WithTopSpeed(float speed, float turnRate)
    {
        const float Drag = 3;
        return new Locomotion(speed * Drag, Drag, turnRate);
    }
}
