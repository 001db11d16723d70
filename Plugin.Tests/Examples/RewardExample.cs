using NeuroAgents.Activations;
using NeuroAgents.Agents;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.ProximalPolicy;

// Collectors look for coins on a line. No teacher shows them the way: they learn from what they earn.
internal sealed class CoinGame : IDisposable
{
    private readonly NeuroPlugin _plugin = new(new PluginOptions { Seed = 7, LearnSteps = 8 });
    private readonly Brain _brain;
    private readonly AgentHandle[] _handles;
    private readonly Collector[] _collectors;

    public CoinGame(int collectors)
    {
        _brain = _plugin.AddBrain("collectors", new BrainOptions
        {
            Observations = new ObservationSpec().Add("coin.x", -10, 10),
            Actions = ActionSpec.Discrete(new ActionBranch("walk", "left", "stay", "right")),
            Activation = Activation.Tanh,
            Learner = new ProximalPolicyOptions { RolloutRows = 2048, BatchSize = 256 },
        });
        _collectors = [.. Enumerable.Range(0, collectors).Select(i => new Collector(i))];
        _handles = [.. _collectors.Select(_ => _brain.Spawn())];
        _plugin.Awake();
    }

    public void FixedUpdate(float deltaTime)
    {
        _plugin.FixedUpdate(deltaTime);
        Decisions decisions = _brain.BeginDecisions(_handles);
        for (int i = 0; i < _collectors.Length; i++)
        {
            decisions.Observation(i)[0] = _collectors[i].CoinX;
        }

        _brain.Decide();    // samples each choice by its probability: exploration
        for (int i = 0; i < _collectors.Length; i++)
        {
            bool found = _collectors[i].Walk(decisions.Choice(i, 0) - 1);
            _brain.Reward(_handles[i], found ? 1 : -0.01f);    // belongs to the agent's last decision
            if (found)
            {
                _brain.EndEpisode(_handles[i], EpisodeEnd.Terminated);
            }
        }
    }

    public void LateUpdate() => _plugin.LateUpdate();

    public double Return => _brain.Statistics.Episodes.NewestReturn;    // mean of the newest 100 episodes

    public void Save(string path) => _brain.Save(path);

    public void Dispose() => _plugin.OnDestroy();
}

/// <summary>A collector of the sample, which walks on a line from −10 to 10. The next coin appears elsewhere.</summary>
internal sealed class Collector(int number)
{
    private int _x;
    private int _coin = number % 2 == 0 ? 7 : -7;

    internal float CoinX => _coin - _x;

    internal bool Walk(int step)
    {
        _x = Math.Clamp(_x + step, -10, 10);
        if (_x != _coin)
        {
            return false;
        }

        _coin = _coin > 0 ? _coin - 9 - number % 3 : _coin + 8 + number % 4;
        return true;
    }
}
