using NeuroAgents.Devices;
using NeuroAgents.Learning.ProximalPolicy;
using NeuroAgents.Models;

namespace NeuroAgents.Learning.SoftActorCritic;

/// <summary>One of the two critics: the network Q(o, a) with its updater, its slow copy for targets, and its slopes dQ/da for the actor.</summary>
internal sealed class Critic
{
    private readonly LearnerContext _context;
    private readonly ParameterSnapshot _parameters;
    private readonly string _network;
    private readonly string _copy;
    private readonly IDevicePredictor _target;

    internal Critic(SoftActorCriticOptions options, LearnerContext context, ParameterSnapshot parameters, string network, string copy)
    {
        (_context, _parameters, _network, _copy) = (context, parameters, network, copy);
        Objective = new ValueObjective(options.BatchSize) { Coefficient = 1 };
        Updater = new NetworkUpdater(context, network, Objective, SoftActorCriticLearner.UpdaterOptionsOf(options));
        Sequential program = context.Parameters.Layout.Program(network);
        _target = context.Device.Create(new PredictorTask(program, parameters, copy, options.BatchSize));
        Slopes = context.Device.Create(new TrainerTask(program, context.Parameters, context.Gradients, network, new OutputSum(), Updater.Optimizer, options.BatchSize)
        {
            NeedsInputGradients = true,
            NeedsParameterGradients = false,
        });
    }

    /// <summary>Half of the squared distance from the target.</summary>
    internal ValueObjective Objective { get; }

    internal NetworkUpdater Updater { get; }

    /// <summary>The pass that computes Q and dQ/da of the actor's actions. It changes no parameter and no gradient of one.</summary>
    internal IDeviceTrainer Slopes { get; }

    /// <summary>Returns a predictor with the current parameters of the slow copy.</summary>
    internal IDevicePredictor UseTarget()
    {
        _target.Use(_parameters);
        return _target;
    }

    internal void BeginSlopes(int rows, IMinibatchSource source)
    {
        Updater.Download();
        Slopes.Upload(HostMemory.Parameters);
        Slopes.Begin(rows, source);
    }

    /// <summary>Moves the slow copy a share of the way to the critic.</summary>
    internal void Follow(float share)
    {
        Updater.Download();
        TargetNetwork.Follow(_context.Parameters.Network(_network), _context.Parameters.Network(_copy), share);
    }
}
