using NeuroAgents.Agents;

namespace NeuroAgents.Tests.Examples;

internal static class DiscreteExample
{
    internal static Brain Add(NeuroPlugin plugin)
    {
        Brain turrets = plugin.AddBrain("turrets", new BrainOptions
        {
            Observations = new ObservationSpec().Add("target.angle", -1, 1).Add("ammunition", 0, 10),
            Actions = ActionSpec.Discrete(new ActionBranch("turn", "left", "stay", "right"), new ActionBranch("fire", "no", "yes")),
            Dropout = 0.1f,    // share of each hidden layer, in training only
        });
        return turrets;
    }

    internal static (int Turn, int Fire) Step(Brain turrets, AgentHandle turret, float angle, int ammunition)
    {
        Decisions decisions = turrets.BeginDecisions([turret]);
        (decisions.Observation(0)[0], decisions.Observation(0)[1]) = (angle, ammunition);
        decisions.Mask(0).Allow(branch: 1, choice: 1, ammunition > 0);    // no shot without ammunition
        turrets.Decide();
        int turn = decisions.Choice(0, branch: 0), fire = decisions.Choice(0, branch: 1);
        turrets.Teach(turret, [], [2, ammunition > 0 ? 1 : 0]);    // no continuous values, and the teacher's choices: right, and yes if there is ammunition
        return (turn, fire);
    }

    /// <summary>Decides once with a brain that has continuous and discrete actions.</summary>
    internal static (float Turn, int Weapon) Shoot(NeuroPlugin plugin)
    {
        Brain archers = plugin.AddBrain("archers", new BrainOptions
        {
            Observations = new ObservationSpec().Add("enemy.distance", 0, 50),
            Actions = ActionSpec.Continuous("turn", "thrust").AndDiscrete(new ActionBranch("weapon", "none", "bow", "sword")),
        });
        AgentHandle archer = archers.Spawn();
        Decisions decisions = archers.BeginDecisions([archer]);
        decisions.Observation(0)[0] = 12;
        archers.Decide();
        (float turn, int weapon) = (decisions.Continuous(0)[0], decisions.Choice(0, branch: 0));
        archers.Teach(archer, [0.3f, 1], [2]);    // turn 0.3, full thrust; the sword
        return (turn, weapon);
    }
}
