namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A world with a task, defined once for the command line, the tests and the viewer.</summary>
public abstract class Scenario
{
    /// <summary>Name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The agents' task, described in one line.</summary>
    public abstract string Summary { get; }

    /// <summary>Meaning of the score, for the user.</summary>
    public abstract string ScoreMeaning { get; }

    /// <summary>Meaning of the score of a run in which all kinds learn. With several kinds, <see cref="ScenarioSession.Score"/> may differ from the mean over the kinds.</summary>
    public virtual string RunScoreMeaning => ScoreMeaning;

    /// <summary>Whether agents earn rewards, so that reinforcement learners can be used. Default: false.</summary>
    public virtual bool HasRewards => false;

    /// <summary>Whether a script can play the scenario: it teaches imitation and its score is the reference for others. A scenario of several kinds needs one. Default: true.</summary>
    public virtual bool HasTeacher => true;

    /// <summary>Meaning of the rewards, for the user; null if there are none or the task's source describes them. Default: null.</summary>
    public virtual string? RewardMeaning => null;

    /// <summary>The lowest return at which the task counts as solved; NaN if none is established. Default: NaN.</summary>
    public virtual double SolvedReturn => double.NaN;

    /// <summary>The mean return that gives a score of 0, if the score is a mean return minus the lowest one; otherwise null. Default: null.</summary>
    public virtual double? LowestReturn => null;

    /// <summary>Number of kinds of agents, each with its own brain. Default: 1. A score is the mean over the kinds; each kind is evaluated in its own world, against the scripts of the other kinds.</summary>
    public virtual int Kinds => 1;

    /// <summary>Fewest frames that a meaningful score needs, for example those of the longest episode. Default: 0.</summary>
    internal virtual int MinScoreFrames => 0;

    /// <summary>All settings of the scenario, including the settings of its brains.</summary>
    public IReadOnlyList<Setting> Settings => [.. OwnSettings, .. BrainSettings.All.Where(setting => OwnSettings.All(own => own.Name != setting.Name))];

    /// <summary>The settings of the world, and the brain settings that have another default in this scenario.</summary>
    protected abstract IReadOnlyList<Setting> OwnSettings { get; }

    /// <summary>Saved components of types that only this scenario has. Components listed in <c>Components</c> are saved for every scenario. Default: none.</summary>
    internal virtual IReadOnlyList<ComponentColumn> OwnComponents => [];

    /// <summary>Refuses a saved run with a counter or a score that is not valid in the scenario, before a world is created for it.</summary>
    /// <exception cref="Serialization.ArchiveFormatException">An entry is missing or out of its range.</exception>
    internal abstract void Check(Serialization.TensorArchive archive);

    /// <summary>Fills the world and creates the systems that run in it.</summary>
    public abstract ScenarioSession Create(ScenarioSetup setup);
}
