using NeuroAgents.Learning.Experience;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Learning.SoftActorCritic;

/// <summary>The rows of one minibatch. They are copied from the replay, because recording may replace them before the step ends.</summary>
/// <param name="rows">Number of rows.</param>
/// <param name="observations">Number of values of an observation.</param>
/// <param name="actions">Number of values of an action.</param>
internal sealed class DrawnTransitions(int rows, int observations, int actions)
{
    private const string Prefix = $"{ILearnerState.ExperiencePrefix}drawn/";

    internal int Count => rows;

    /// <summary>Normalised observation, then an action: during the critics' steps the executed action, afterwards the action that the policy draws.</summary>
    internal Matrix Inputs { get; } = new(rows, observations + actions);

    /// <summary>Normalised observation after the last summed reward, then the action that the policy draws there.</summary>
    internal Matrix Next { get; } = new(rows, observations + actions);

    /// <summary>Noise ε of the policy's own action.</summary>
    internal Matrix Noise { get; } = new(rows, actions);

    /// <summary>Discounted sum of the rewards.</summary>
    internal float[] Rewards { get; } = new float[rows];

    /// <summary>Factor of the next observation's value; 0 if the episode terminated.</summary>
    internal float[] Discounts { get; } = new float[rows];

    /// <summary>Target y of both critics.</summary>
    internal float[] Targets { get; } = new float[rows];

    /// <summary>ln π of the policy's own action.</summary>
    internal float[] LogProbabilities { get; } = new float[rows];

    /// <summary>ln π of the action at the next observation.</summary>
    internal float[] NextLogProbabilities { get; } = new float[rows];

    /// <summary>Copies a row of the replay with the rewards of the next decisions.</summary>
    internal void Draw(int to, TransitionReplay replay, int row, int steps, double gamma, ObservationNormalizer normalizer)
    {
        int last = replay.Walk(row, steps, gamma, out double sum, out double discount);
        normalizer.TryNormalize(replay.Observation(row), Inputs.Row(to)[..observations]);
        replay.Action(row).CopyTo(Inputs.Row(to)[observations..]);
        normalizer.TryNormalize(replay.NextObservation(last), Next.Row(to)[..observations]);
        (Rewards[to], Discounts[to]) = ((float)sum, (float)discount);
    }

    internal Span<float> ActionOf(Matrix matrix, int row) => matrix.Row(row)[observations..];

    internal void Save(TensorArchive archive)
    {
        foreach ((string name, Matrix values) in (ReadOnlySpan<(string, Matrix)>)[("inputs", Inputs), ("next", Next)])
        {
            archive.AddMatrix<float>(Prefix + name, rows, values.Columns, values.Stride, values.View.Data);
        }

        foreach ((string name, float[] values) in Scalars)
        {
            archive.Add<float>(Prefix + name, [rows], values);
        }
    }

    /// <exception cref="ArchiveFormatException">A part is missing, of another shape, or not finite.</exception>
    internal void Load(TensorArchive archive)
    {
        foreach ((string name, Matrix values) in (ReadOnlySpan<(string, Matrix)>)[("inputs", Inputs), ("next", Next)])
        {
            archive.RequireFloats(Prefix + name, [rows, values.Columns]);
            archive.CopyMatrixTo(Prefix + name, rows, values.Columns, values.Stride, values.View.Data);
        }

        foreach ((string name, float[] values) in Scalars)
        {
            archive.RequireFloats(Prefix + name, [rows]);
            archive.CopyTo<float>(Prefix + name, [rows], values);
        }
    }

    private (string Name, float[] Values)[] Scalars => [("rewards", Rewards), ("discounts", Discounts), ("targets", Targets), ("log_probabilities", LogProbabilities)];
}
