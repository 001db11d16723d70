using NeuroAgents.Agents;

namespace NeuroAgents.Tests.Examples;

internal static class BudgetExample
{
    internal static (NeuroPlugin Plugin, Brain Brain) Create(List<string> log)
    {
        NeuroPlugin plugin = new(new PluginOptions { LearnBudget = TimeSpan.FromMilliseconds(1.5), Workers = 2 });
        Brain guards = plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("player.x", -10, 10).Add("player.y", -10, 10),
            Actions = ActionSpec.Continuous("walk.x", "walk.y"),
            Normalization = Normalization.Running,    // by the mean and deviation of the observations so far, saved with the brain
        });
        guards.Guarded += guardEvent => log.Add(guardEvent.ToString());    // rows refused or evicted, steps skipped, weights rolled back
        return (plugin, guards);
    }
}
