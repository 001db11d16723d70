using NeuroAgents.Agents;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;
using NeuroAgents.Simulation.Systems;
using NeuroAgents.Training;

namespace NeuroAgents.Simulation.Scenarios.Separate;

/// <summary>The measurement of the brain on held-out points at a fixed interval of frames, with optional early stopping.</summary>
/// <remarks>
/// Early stopping ends learning when the validation loss no longer falls, and restores the best weights. It uses separate validation points, so that the
/// held-out points stay an unbiased measure.
/// </remarks>
internal sealed class HeldOutValidation : IHeldOutValidation
{
    private const int Interval = 10;
    private const string StoppingPrefix = "scenario/early_stopping";
    private readonly Brain _brain;
    private readonly ScenarioSetup _setup;
    private readonly HeldOutPoints _heldOut;
    private readonly HeldOutPoints? _validation;
    private readonly EarlyStopping? _stopping;
    private readonly ParameterBuffer? _weights;

    internal HeldOutValidation(Brain brain, SeparateOptions options, ScenarioSetup setup)
    {
        (_brain, _setup) = (brain, setup);
        _heldOut = new HeldOutPoints(options, brain, new RandomSource(setup.Seed, SeparateStreams.HeldOut));
        int patience = (options.Patience + Interval - 1) / Interval;
        Record = new HeldOutRecord { Patience = setup.Learns ? patience * Interval : 0 };
        if (setup.Learns && options.Patience > 0)
        {
            _validation = new HeldOutPoints(options, brain, new RandomSource(setup.Seed, SeparateStreams.Validation));
            _stopping = new EarlyStopping(new EarlyStoppingOptions
            {
                Patience = patience,
                RestoreBestWeights = true,
            });
            _weights = new ParameterBuffer(brain.Parameters.Layout);
        }
    }

    public HeldOutRecord Record { get; }

    internal void Save(TensorArchive archive)
    {
        Record.Save(archive);
        _stopping?.Save(archive, StoppingPrefix);
    }

    internal void Load(TensorArchive archive)
    {
        Record.Load(archive);
        _stopping?.Load(archive, _brain.Parameters, StoppingPrefix);
        if (Record.StoppedAt is not null)
        {
            StopLearning();
        }
    }

    public void Validate(long frame)
    {
        if (frame != 0 && (frame + 1) % Interval != 0)
        {
            return;
        }

        if (_setup.Driver != Driver.Brain)
        {
            Record.Add(frame, double.NaN, _heldOut.MeasureTeacher());
            return;
        }

        if (_stopping is { ShouldStop: false } && ObserveValidation(_stopping, _weights!))
        {
            StopLearning();
            _stopping.Restore(_weights!);
            _brain.Weights.CopyFrom(_weights!);
            Record.StoppedAt = frame;
        }

        (double loss, double accuracy) = _heldOut.Measure();
        Record.Add(frame, loss, accuracy);
    }

    /// <summary>Measures the validation loss with a copy of the weights that decide, and returns whether learning should stop. The weights in training may be changing in the background.</summary>
    private bool ObserveValidation(EarlyStopping stopping, ParameterBuffer weights)
    {
        _brain.Published.Values.CopyTo(weights.Values);
        return stopping.Observe(_validation!.Measure().Loss, weights);
    }

    private void StopLearning() => (_setup.Plugin.LearnBudget, _setup.Plugin.LearnSteps) = (null, 0);
}
