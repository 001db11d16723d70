using NeuroAgents.Agents;
using NeuroAgents.Models;

namespace NeuroAgents.Viewer.Live;

/// <summary>What of a brain stays the same through a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Observations">What its agents sense.</param>
/// <param name="Actions">What they do.</param>
/// <param name="Layout">Where its parameters lie.</param>
public sealed record BrainFacts(string Name, ObservationSpec Observations, ActionSpec Actions, ParameterLayout Layout);

/// <summary>What of a run stays the same through it.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="ScoreMeaning">What its score counts.</param>
/// <param name="Seed">The seed.</param>
/// <param name="LearnBudgetMs">Time for learning in a frame, ms; null where learning is counted in minibatches.</param>
/// <param name="Brains">Its brains, by kind.</param>
/// <param name="Measures">What its agents can be coloured by, the default first.</param>
public sealed record RunFacts(
    string Scenario, string ScoreMeaning, ulong Seed, double? LearnBudgetMs, IReadOnlyList<BrainFacts> Brains, IReadOnlyList<Measure> Measures);
