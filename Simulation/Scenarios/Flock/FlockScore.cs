using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Components;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Flock;

/// <summary>The mean of order × spacing over all agents and frames since the start. Order and spacing are each from 0 to 1.</summary>
/// <remarks>
/// <para>Order: min(1, |v̄| / 2.5 m/s), with v̄ the mean velocity of the agent and its neighbours in sight. It is 0 if they all stand still and small if they fly in different directions.</para>
/// <para>Spacing: max(0, 1 − (d / spacing − 1)²), with d the distance of the nearest neighbour. It is 1 at the spacing, and 0 at distance 0, from twice the spacing on, and without neighbours.</para>
/// </remarks>
internal sealed class FlockScore
{
    private double _sum;
    private long _count;

    internal double Mean => _count == 0 ? 0 : _sum / _count;

    /// <summary>Adds a frame, in row order.</summary>
    internal void Add(ReadOnlySpan<float> qualities)
    {
        foreach (float quality in qualities)
        {
            _sum += quality;
        }

        _count += qualities.Length;
    }

    /// <summary>Returns the product order × spacing of one agent.</summary>
    internal static float Quality(Velocity own, in Neighbourhood seen, float spacing)
    {
        if (seen.Count == 0)
        {
            return 0;
        }

        (float x, float y) = (own.X + seen.VelocitySum.X, own.Y + seen.VelocitySum.Y);
        float speed = MathF.Sqrt(x * x + y * y) / (seen.Count + 1);
        float off = seen.NearestDistance / spacing - 1;
        return Math.Min(1, speed / FlockOptions.CruisingSpeed) * Math.Max(0, 1 - off * off);
    }

    internal void Save(TensorArchive archive)
    {
        SavedNumbers.AddSum(archive, "scenario/score_sum", _sum);
        SavedNumbers.AddCount(archive, "scenario/score_count", _count);
    }

    internal void Load(TensorArchive archive)
    {
        _sum = SavedNumbers.Sum(archive, "scenario/score_sum");
        _count = SavedNumbers.Count(archive, "scenario/score_count");
    }
}

/// <summary>The system that adds the frame's order × spacing of all agents to the score.</summary>
internal sealed class ScoreSystem(AgentRoster roster, FlockField field, FlockScore score) : ISystem
{
    public void Run(long frame) => score.Add(field.Qualities.AsSpan(0, roster.Count));
}
