using System.Runtime.CompilerServices;
using NeuroAgents.Learning;
using NeuroAgents.Numerics;

namespace NeuroAgents.Agents;

public sealed partial class Brain
{
    /// <summary>Step size η of the learner's optimizer, at least 0, without what a guard lowers it by; NaN where nothing learns. Does not allocate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set where nothing learns, or where a schedule sets it.</exception>
    public double LearningRate
    {
        get => Learner?.LearningRate ?? double.NaN;
        set => Changed().LearningRate = value;
    }

    /// <summary>Rows per minibatch, 1 to 65,536 and at most what the replay holds; 0 where nothing learns. Setting it allocates the learner's workspace anew.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set out of range.</exception>
    /// <exception cref="InvalidOperationException">Set where nothing learns.</exception>
    public int BatchSize
    {
        get => Learner?.BatchSize ?? 0;
        set
        {
            Changed().BatchSize = value;
            _learning.Cost.Forget();
        }
    }

    /// <summary>Share of each hidden layer's outputs that a training step leaves out, 0 to below 1. Setting it allocates the learner's workspace anew.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to NaN or out of range.</exception>
    /// <exception cref="InvalidOperationException">Set where nothing learns.</exception>
    public float Dropout
    {
        get => Learner?.Dropout ?? _options.Dropout;
        set
        {
            Changed().Dropout = value;
            _learning.Cost.Forget();
        }
    }

    /// <summary>Whether steps are made; what is taught meanwhile is kept and can be learned from later. Default true; false where nothing learns. Not saved. Does not allocate.</summary>
    /// <exception cref="InvalidOperationException">Set where nothing learns.</exception>
    public bool IsLearning
    {
        get => Learner is not null && _learning.IsOn;
        set
        {
            Changed();
            _learning.IsOn = value;
        }
    }

    /// <summary>Forgets what the learner's optimizer carries from step to step, such as Adam's moments, and what a guard lowered its rate by; <see cref="LearningRate"/> stays. Allocates.</summary>
    /// <exception cref="InvalidOperationException">Nothing learns.</exception>
    public void ResetOptimizer() => Changed().ResetOptimizer();

    /// <summary>Draws new weights, those that a plugin of this seed gives a brain in this place, and resets the optimizer: learning begins anew. Experience, counters and what running normalisation knows stay. Allocates.</summary>
    /// <param name="seed">The seed, in place of <see cref="PluginOptions.Seed"/>.</param>
    public void Reinitialize(ulong seed)
    {
        _learning.Settle();
        Parameters.Initialize(new RandomSource(seed, (ulong)_number).Stream(RandomStreams.Initialization));
        Learner?.ResetOptimizer();
        _learning.Restart(isContinued: false);
    }

    private ILearner Changed([CallerMemberName] string name = "")
    {
        _learning.Wait(name);
        return Learner ?? throw new InvalidOperationException($"{name}: expected a brain that learns, received one without a learner.");
    }
}
