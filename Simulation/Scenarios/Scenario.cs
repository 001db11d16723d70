namespace NeuroAgents.Simulation.Scenarios;

/// <summary>A world with a task: defined once, used by the command line, the tests and the viewer.</summary>
public abstract class Scenario
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What agents do in it, one line.</summary>
    public abstract string Summary { get; }

    /// <summary>What its score counts.</summary>
    public abstract string ScoreMeaning { get; }

    /// <summary>What the score of a run in which all kinds learn counts: of several kinds <see cref="ScenarioSession.Score"/> may be another one than their mean.</summary>
    public virtual string RunScoreMeaning => ScoreMeaning;

    /// <summary>Kinds of agents, each with a brain of its own. A score is the mean over them: each is evaluated in a world of its own, against the scripts of the others.</summary>
    public virtual int Kinds => 1;

    /// <summary>What it can be changed by, the brain's settings included.</summary>
    public IReadOnlyList<Setting> Settings => [.. OwnSettings, .. BrainSettings.All.Where(setting => OwnSettings.All(own => own.Name != setting.Name))];

    /// <summary>What the world can be changed by, and those of the brain's settings that have another default here.</summary>
    protected abstract IReadOnlyList<Setting> OwnSettings { get; }

    /// <summary>Saved components of types that only this scenario has; those in <c>Components</c> are saved for every scenario. Default: none.</summary>
    internal virtual IReadOnlyList<ComponentColumn> OwnComponents => [];

    /// <summary>Refuses a saved run with a counter or a score that is not valid in the scenario, before a world is created for it.</summary>
    /// <exception cref="Serialization.ArchiveFormatException">An entry is missing or out of its range.</exception>
    internal abstract void Check(Serialization.TensorArchive archive);

    /// <summary>Fills a world and makes the systems that run in it.</summary>
    public abstract ScenarioSession Create(ScenarioSetup setup);
}
