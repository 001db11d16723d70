using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>Where agents, food and hazards are in this frame, sorted by cells, and what touching did to each agent.</summary>
/// <remarks>The interaction system writes it; sensing, the scripts and metabolism read it in the same frame.</remarks>
internal sealed class ForageField
{
    internal ForageField(ForageOptions options, Torus torus)
    {
        Torus = torus;
        Agents = new UniformGrid(torus, options.CellSize, reach: 1);
        Food = new UniformGrid(torus, options.CellSize, reach: 1);
        Hazards = new UniformGrid(torus, options.CellSize, reach: 1);
    }

    internal Torus Torus { get; }

    /// <summary>Items are rows of the roster.</summary>
    internal UniformGrid Agents { get; }

    /// <summary>Items are numbers of food that can be eaten.</summary>
    internal UniformGrid Food { get; }

    /// <summary>Items are numbers of hazards.</summary>
    internal UniformGrid Hazards { get; }

    /// <summary>Radius by number of the hazard, m.</summary>
    internal float[] HazardRadii { get; private set; } = [];

    /// <summary>Radii in the order of <see cref="Hazards"/>, with its slack, m.</summary>
    internal float[] SortedHazardRadii { get; private set; } = new float[UniformGrid.Slack];

    /// <summary>Energy won and lost by touching, by row.</summary>
    internal float[] EnergyChange { get; private set; } = [];

    /// <summary>Items eaten, by row.</summary>
    internal int[] MealsGained { get; private set; } = [];

    internal void ResizeHazards(int hazards)
    {
        HazardRadii = new float[hazards];
        SortedHazardRadii = new float[hazards + UniformGrid.Slack];
    }

    /// <summary>Makes room for the frame's rows and sets them to zero.</summary>
    internal void ClearChanges(int rows)
    {
        if (rows > EnergyChange.Length)
        {
            EnergyChange = new float[rows * 2];
            MealsGained = new int[rows * 2];
        }

        Array.Clear(EnergyChange, 0, rows);
        Array.Clear(MealsGained, 0, rows);
    }
}
