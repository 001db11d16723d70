using NeuroAgents.Agents;
using NeuroAgents.Numerics;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The system that asks the teacher for colours and passes them to the brain as labels, either for every agent's place or for a few fixed points. With noise, some labels are wrong.</summary>
internal sealed class TeachColourSystem : ISystem, IParallelWork
{
    private const int RowsPerPart = 1024;
    private readonly AgentRoster _roster;
    private readonly Brain _brain;
    private readonly ActionTable _labels;
    private readonly ActionTable _taught;
    private readonly SeparateOptions _options;
    private readonly ScenarioSetup _setup;
    private readonly RandomSource _noise;
    private long _frame;

    /// <param name="kind">The agents to teach. Their labels are overwritten with the true colours by row.</param>
    /// <param name="options">The problem, the label noise and the number of fixed points.</param>
    /// <param name="setup">The inputs of the scenario.</param>
    internal TeachColourSystem(AgentKind kind, SeparateOptions options, ScenarioSetup setup)
    {
        (_brain, _roster, _labels) = kind;
        (_options, _setup) = (options, setup);
        _taught = new ActionTable(_labels.Width);
        _noise = new RandomSource(setup.Seed, SeparateStreams.Noise);
    }

    public void Run(long frame)
    {
        if (!_setup.IsLabelled && _setup.Driver == Driver.Brain)
        {
            return;
        }

        _frame = frame;
        _labels.Resize(_roster.Count);
        _taught.Resize(_roster.Count);
        _setup.Plugin.Workers.Run(this, _roster.Count, RowsPerPart);
        if (_setup.IsLabelled && _options.Samples == 0)
        {
            _brain.TeachAll(_taught.Values);
        }
        else if (_setup.IsLabelled && frame == 0)
        {
            TeachSamples();
        }
    }

    void IParallelWork.Execute(int start, int count, int worker)
    {
        Decisions decisions = _brain.Decisions;
        for (int row = start; row < start + count; row++)
        {
            int colour = ColourTeacher.Colour(_options.Problem, decisions.Observation(row));
            _labels.Row(row)[0] = colour;
            _taught.Row(row)[0] = _options.DrawLabel(colour, _noise, _roster.Handles[row].Id, (ulong)_frame);
        }
    }

    /// <summary>Teaches the fixed points once, because the learner keeps them. If they are fewer than the rows of a minibatch, all are repeated equally often until they fill one.</summary>
    private void TeachSamples()
    {
        RandomSource places = new(_setup.Seed, SeparateStreams.Samples), noise = places.Stream(1);
        Span<float> observation = stackalloc float[2];
        int batch = _setup.Settings.Whole(BrainSettings.Batch);
        for (int taught = 0; taught < batch; taught += _options.Samples)
        {
            for (int i = 0; i < _options.Samples; i++)
            {
                int colour = i % 2;
                Plane.Observe(Plane.FromUnit(_options.Problem.Draw(places, (ulong)i, colour)), observation);
                _brain.Teach(observation, [_options.DrawLabel(colour, noise, (ulong)i, 0)]);
            }
        }
    }
}
