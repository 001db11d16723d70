using NeuroAgents.Agents;

namespace NeuroAgents.Tests.Examples;

internal static class DiscreteExample
{
    internal static Brain Add(NeuroPlugin plugin)
    {
// <sample>
Brain turrets = plugin.AddBrain("turrets", new BrainOptions
{
    Observations = new ObservationSpec().Add("target.angle", -1, 1).Add("ammunition", 0, 10),
    Actions = ActionSpec.Discrete(new ActionBranch("turn", "left", "stay", "right"), new ActionBranch("fire", "no", "yes")),
    Dropout = 0.1f,    // of each hidden layer, in training alone
});
// </sample>
        return turrets;
    }

    internal static (int Turn, int Fire) Step(Brain turrets, AgentHandle turret, float angle, int ammunition)
    {
        Decisions decisions = turrets.BeginDecisions([turret]);
        (decisions.Observation(0)[0], decisions.Observation(0)[1]) = (angle, ammunition);
        decisions.Mask(0).Allow(branch: 1, choice: 1, ammunition > 0);
        turrets.Decide();
        return (decisions.Choice(0, branch: 0), decisions.Choice(0, branch: 1));
    }
}
