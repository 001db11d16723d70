using NeuroAgents.Agents;
using NeuroAgents.Learning;
using NeuroAgents.Learning.Guarding;
using NeuroAgents.Models;
using NeuroAgents.Serialization;

namespace NeuroAgents.Tests.Support;

/// <summary>A clock that only the test moves.</summary>
internal sealed class ManualClock : IFrameClock
{
    public double Milliseconds { get; set; }
}

/// <summary>Makes a <see cref="ScriptedLearner"/> part of a brain.</summary>
internal sealed record ScriptedLearnerOptions : LearnerOptions
{
    internal required Action<ScriptedLearner> Prepare { get; init; }

    public override IReadOnlyList<KeyValuePair<string, Sequential>> Networks(Sequential policy) => [];

    public override ILearner Create(LearnerContext context)
    {
        ScriptedLearner learner = new(context);
        Prepare(learner);
        return learner;
    }
}

/// <summary>A learner whose steps take what the test says and add 1 to every weight.</summary>
internal sealed class ScriptedLearner(LearnerContext context) : ILearner
{
    private int _slices;

    /// <summary>Called for each share of a step that is done: moves a clock, waits, throws.</summary>
    internal Action<double> Work { get; set; } = _ => { };

    /// <summary>Called before rows are recorded.</summary>
    internal Action Recording { get; set; } = () => { };

    /// <summary>Called before the learner returns whether it is ready.</summary>
    internal Action Asking { get; set; } = () => { };

    internal int SlicesPerStep { get; set; } = 10;

    internal long Shown { get; private set; }

    internal List<long> ShownAtStep { get; } = [];

    internal bool IsIdle { get; set; }

    public bool IsReady
    {
        get
        {
            Asking();
            return !IsIdle && Shown > 0;
        }
    }

    public int Count => (int)Shown;

    public long Recorded { get; private set; }

    public bool IsAmidStep => _slices > 0;

    public ParameterBuffer? Gradients => null;

    public void Show(long recorded) => Shown = recorded;

    public void Record(in ExperienceRow experience) => Add(1);

    public void Record(IExperiences experiences) => Add(experiences.Count);

    public LearningStep Step()
    {
        Work((SlicesPerStep - _slices) / (double)SlicesPerStep);
        return Finish();
    }

    public bool Advance(out LearningStep step)
    {
        Work(1.0 / SlicesPerStep);
        bool isFinished = ++_slices == SlicesPerStep;
        step = isFinished ? Finish() : default;
        return isFinished;
    }

    public double LearningRate { get; set; }

    public int BatchSize { get; set; } = 1;

    public float Dropout { get; set; }

    public void ResetOptimizer()
    {
    }

    public void Restart(bool isContinued) => _slices = 0;

    public void Save(TensorArchive archive)
    {
    }

    public void SaveStart(TensorArchive archive)
    {
    }

    public void Load(TensorArchive archive)
    {
    }

    public void SaveExperience(TensorArchive archive)
    {
    }

    public void LoadExperience(TensorArchive archive)
    {
    }

    private void Add(int rows)
    {
        Recording();
        Recorded += rows;
        Shown = context.ReplayReserve == 0 ? Recorded : Shown;
    }

    private LearningStep Finish()
    {
        _slices = 0;
        ShownAtStep.Add(Shown);
        foreach (ref float value in context.Parameters.Values)
        {
            value += 1;
        }

        return new LearningStep(0.5f, 1, StepFault.None);
    }
}
