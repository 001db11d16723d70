using NeuroAgents.Agents;
using NeuroAgents.Learning.Imitation;

// A game whose guards learn to walk up to the player. A script teaches them here; a person at the controls could teach them too.
internal sealed class GuardGame : IDisposable
{
    private readonly NeuroPlugin _plugin;
    private readonly Brain _brain;
    private readonly AgentHandle[] _handles;
    private readonly Guard[] _guards;

    public GuardGame(int guards, TimeSpan? learnBudget = null)    // without a budget: one minibatch a frame
    {
        _plugin = new NeuroPlugin(new PluginOptions { Seed = 7, LearnBudget = learnBudget });
        _brain = _plugin.AddBrain("guards", new BrainOptions
        {
            Observations = new ObservationSpec().Add("player.x", -10, 10).Add("player.y", -10, 10),    // names and ranges
            Actions = ActionSpec.Continuous("walk.x", "walk.y"),                                       // each from -1 to 1
            Hidden = [64, 64],
            Learner = new ImitationOptions { BatchSize = 256 },
        });
        _guards = [.. Enumerable.Range(0, guards).Select(i => new Guard(i))];
        _handles = [.. _guards.Select(_ => _brain.Spawn())];
        _plugin.Awake();    // compiles every kernel, so the first frame is as fast as later ones
    }

    public void FixedUpdate(float deltaTime)
    {
        _plugin.FixedUpdate(deltaTime);
        Decisions decisions = _brain.BeginDecisions(_handles);    // a row per agent, filled in place
        for (int i = 0; i < _guards.Length; i++)
        {
            _guards[i].Observe(decisions.Observation(i));
        }

        _brain.Decide();    // one batch for all
        Span<float> expert = stackalloc float[2];
        for (int i = 0; i < _guards.Length; i++)
        {
            _guards[i].Demonstrate(expert);
            _brain.Teach(_handles[i], expert);    // what a teacher would do at this observation
            _guards[i].Walk(decisions.Action(i), deltaTime);
        }
    }

    public void LateUpdate() => _plugin.LateUpdate();    // learns one minibatch, or what fits into the budget

    public float Loss => _brain.Statistics.LastLoss;

    public void Save(string path) => _brain.Save(path);    // a safetensors file

    public void Load(string path) => _brain.Load(path);

    public void Dispose() => _plugin.OnDestroy();
}

/// <summary>A guard of the samples, which observes the player and walks.</summary>
internal sealed class Guard(int number)
{
    private float _x = number % 19 - 9;
    private float _y = number % 17 - 8;

    public float Distance => MathF.Sqrt(_x * _x + _y * _y);

    public void Observe(Span<float> observation) => (observation[0], observation[1]) = (-_x, -_y);

    public void Demonstrate(Span<float> action) => (action[0], action[1]) = (Math.Clamp(-_x, -1f, 1f), Math.Clamp(-_y, -1f, 1f));

    public void Walk(ReadOnlySpan<float> action, float deltaTime)
    {
        _x += action[0] * deltaTime;
        _y += action[1] * deltaTime;
    }
}
