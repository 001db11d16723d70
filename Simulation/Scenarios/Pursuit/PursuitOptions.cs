using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Pursuit;

/// <summary>The world of <c>pursuit</c>, from its settings.</summary>
internal sealed record PursuitOptions
{
    internal static readonly Setting Area = Setting.Number("area", "world per agent, m²", 25, 1, 10_000);
    internal static readonly Setting PursuerShare = Setting.Number("pursuers", "share of the agents that are pursuers, at least one of each kind", 0.25, 0, 1);
    internal static readonly Setting SightMetres = Setting.Number("sight", "how far agents sense, m", 10, 1, 100);
    internal static readonly Setting PursuerSpeed = Setting.Number("pursuer-speed", "top speed of pursuers, m/s", 5, 0.1, 20);
    internal static readonly Setting EvaderSpeed = Setting.Number("evader-speed", "top speed of evaders, m/s", 4, 0.1, 20);

    internal static IReadOnlyList<Setting> Settings { get; } = [Area, PursuerShare, SightMetres, PursuerSpeed, EvaderSpeed, TeachSystem.ShuffleLabels];

    internal PursuitOptions(SettingValues values, int agents)
    {
        int pursuers = (int)Math.Round(values.Number(PursuerShare) * agents);
        Pursuers = Math.Clamp(pursuers, 1, Math.Max(1, agents - 1));
        Evaders = agents - Pursuers;
        Sight = (float)values.Number(SightMetres);
        (Side, CellSize) = WorldSize.For(values.Number(Area), agents, Sight);

        // Evaders are slower, but turn faster.
        PursuerLocomotion = WithTopSpeed((float)values.Number(PursuerSpeed), turnRate: 3);
        EvaderLocomotion = WithTopSpeed((float)values.Number(EvaderSpeed), turnRate: 5);
    }

    /// <summary>Number of pursuers, at least 1.</summary>
    internal int Pursuers { get; }

    /// <summary>Number of evaders; 0 if there is but one agent.</summary>
    internal int Evaders { get; }

    /// <summary>Length of the world's side, m.</summary>
    internal float Side { get; }

    /// <summary>How far agents sense, m.</summary>
    internal float Sight { get; }

    /// <summary>A little over the sight: a neighbourhood is three cells wide whatever the rounding. m.</summary>
    internal float CellSize { get; }

    /// <summary>How pursuers move.</summary>
    internal Locomotion PursuerLocomotion { get; }

    /// <summary>How evaders move.</summary>
    internal Locomotion EvaderLocomotion { get; }

    /// <summary>How near a pursuer must come to catch an evader, m.</summary>
    internal const float Reach = 0.5f;

    /// <summary>Agents of one kind mind each other when they are nearer than this, m.</summary>
    internal const float PersonalSpace = 2;

    private static Locomotion WithTopSpeed(float speed, float turnRate)
    {
        const float Drag = 3;
        return new Locomotion(speed * Drag, Drag, turnRate);
    }
}
