using NeuroAgents.Agents;
using NeuroAgents.Models;

namespace NeuroAgents.Viewer.Live;

/// <summary>What of a brain stays the same through a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Observations">What its agents sense.</param>
/// <param name="Actions">What they do.</param>
/// <param name="Layout">Where its parameters lie.</param>
/// <param name="Layers">The neurons of its policy.</param>
/// <param name="HasGradients">Whether the gradients of a step can be read between frames: not of a brain that does not learn, nor where it learns beside the game.</param>
public sealed record BrainFacts(
    string Name, ObservationSpec Observations, ActionSpec Actions, ParameterLayout Layout, IReadOnlyList<NeuronLayer> Layers, bool HasGradients)
{
    internal static BrainFacts Of(Brain brain, LearnMode mode) => new(
        brain.Name, brain.Observations, brain.Actions, brain.Parameters.Layout, NeuronLayer.Of(brain.Policy, brain.Parameters.Layout),
        mode == LearnMode.Inline && brain.Gradients is not null);

    /// <summary>What each output stands for.</summary>
    internal IReadOnlyList<string> OutputNames =>
    [
        .. Actions.Names.Take(Actions.ContinuousCount),
        .. Actions.Branches.SelectMany(branch => branch.Choices.Select(choice => Actions.Width == 1 ? choice : $"{branch.Name} {choice}")),
    ];
}
