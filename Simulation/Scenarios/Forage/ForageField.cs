using NeuroAgents.Simulation.Spatial;

namespace NeuroAgents.Simulation.Scenarios.Forage;

/// <summary>The places of agents, food and hazards in this frame, sorted by cells, and each agent's changes from eating and hazards.</summary>
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

    /// <summary>The agents by cell. Items are rows of the roster.</summary>
    internal UniformGrid Agents { get; }

    /// <summary>The food that can be eaten, by cell. Items are numbers of food.</summary>
    internal UniformGrid Food { get; }

    /// <summary>The hazards by cell. Items are numbers of hazards.</summary>
    internal UniformGrid Hazards { get; }

    /// <summary>Radii by hazard number, m.</summary>
    internal float[] HazardRadii { get; private set; } = [];

    /// <summary>Radii in the order of <see cref="Hazards"/>, m, followed by as many slack values as the grid has.</summary>
    internal float[] SortedHazardRadii { get; private set; } = new float[UniformGrid.Slack];

    /// <summary>Energy gained by eating minus energy lost in hazards, by row.</summary>
    internal float[] EnergyChange { get; private set; } = [];

    /// <summary>Items of food eaten, by row.</summary>
    internal int[] MealsGained { get; private set; } = [];

    internal void ResizeHazards(int hazards)
    {
        HazardRadii = new float[hazards];
        SortedHazardRadii = new float[hazards + UniformGrid.Slack];
    }

    /// <summary>Sets the changes of the frame's rows to zero. Allocates only when there are more rows than there is space for.</summary>
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
