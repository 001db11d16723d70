using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Agents;

/// <summary>The rows of a recording as experience for learners, trajectory by trajectory: the recorded action is also the label.</summary>
/// <remarks>Each trajectory counts as an agent of its own, so that targets over several decisions follow it. The numbers of these agents have slot 0 and generations that living agents don't reach.</remarks>
internal sealed class DemonstrationBatch : IExperienceBatch
{
    private readonly Demonstrations _demonstrations;
    private readonly int[] _rows;
    private readonly int[] _steps;

    internal DemonstrationBatch(Demonstrations demonstrations)
    {
        _demonstrations = demonstrations;
        (_rows, _steps) = demonstrations.ByTrajectory();
    }

    public int Count => _rows.Length;

    public ulong Agent(int row) => _demonstrations.HasTransitions ? (ulong)(uint.MaxValue - (uint)_demonstrations.Trajectory(_rows[row])) << 32 : 0;

    public long Transition(int row) => _steps[row];

    public EpisodeEnd? End(int row) => _demonstrations.HasTransitions ? _demonstrations.End(_rows[row]) : null;

    public ReadOnlySpan<float> Values(ExperienceColumn column, int row) => column switch
    {
        ExperienceColumn.Observation => _demonstrations.Observation(_rows[row]),
        ExperienceColumn.Label or ExperienceColumn.Action => _demonstrations.Action(_rows[row]),
        ExperienceColumn.Mask => _demonstrations.Mask(_rows[row]),
        ExperienceColumn.Reward when _demonstrations.HasTransitions => _demonstrations.Rewards(_rows[row]),
        ExperienceColumn.NextObservation when _demonstrations.HasTransitions => _demonstrations.NextObservation(_rows[row]),
        ExperienceColumn.NextMask when _demonstrations.HasTransitions => _demonstrations.NextMask(_rows[row]),
        _ => default,
    };
}
