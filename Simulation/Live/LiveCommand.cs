using System.Globalization;
using System.Text.Json.Serialization;
using NeuroAgents.Agents;
using NeuroAgents.Models;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Live;

/// <summary>A change to a live run, as data: applied between two frames on the run's thread, and logged with the number of the next frame.</summary>
/// <remarks>
/// In JSON an object on one line: <c>{"frame":123,"command":"learning_rate","value":0.002}</c>. Agents are named by kind and <see cref="AgentHandle.Id"/>,
/// weights by brain, tensor, row and column, so a command means the same in another process. Speed and pauses change no result and are no commands.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(SetLearningRate), "learning_rate")]
[JsonDerivedType(typeof(SetBatchSize), "batch_size")]
[JsonDerivedType(typeof(SetDropout), "dropout")]
[JsonDerivedType(typeof(SetLearnSteps), "learn_steps")]
[JsonDerivedType(typeof(SetLearnBudget), "learn_budget_ms")]
[JsonDerivedType(typeof(SetLearning), "learning")]
[JsonDerivedType(typeof(ResetOptimizer), "reset_optimizer")]
[JsonDerivedType(typeof(ReinitializeWeights), "reinitialize")]
[JsonDerivedType(typeof(SetWeight), "weight")]
[JsonDerivedType(typeof(PlaceThing), "place")]
[JsonDerivedType(typeof(RemoveThing), "remove")]
[JsonDerivedType(typeof(DriveAgent), "drive")]
[JsonDerivedType(typeof(ReleaseAgent), "release")]
[JsonDerivedType(typeof(SteerAgent), "steer")]
[JsonDerivedType(typeof(SaveBrains), "save_brains")]
[JsonDerivedType(typeof(OpenFile), "open")]
public abstract record LiveCommand
{
    /// <summary>Number of the frame before which the command was or will be applied; null until it is logged.</summary>
    public long? Frame { get; set; }

    /// <summary>Whether the command is one of many that lead to another, as in a drag. The list of events leaves it out. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Interim { get; set; }

    /// <summary>Text for the list of events; null, the default, for the command's own.</summary>
    [JsonIgnore]
    public string? Text { get; set; }

    /// <summary>Whether the command changes the run. Saving does not.</summary>
    [JsonIgnore]
    public virtual bool IsChange => true;

    /// <summary>The command in words: <c>learning rate 0.003</c>; empty for one that no list names.</summary>
    [JsonIgnore]
    internal abstract string Words { get; }

    /// <summary>Applies the command between two frames. It throws what <see cref="IsRefusal"/> names for bad values, names and files, and then changes nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="replaceRun">Takes the options and the saved run that go on in this run's place; null where none can.</param>
    /// <returns>The outcome in words; null for <see cref="Words"/>.</returns>
    internal abstract string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null);

    /// <summary>Refuses a run that lacks what the command needs throughout, as by its scenario or its brains. It throws what <see cref="IsRefusal"/> names.</summary>
    internal virtual void Require(SimulationRun run)
    {
    }

    /// <summary>Whether an earlier command that still waits is not needed because this one follows.</summary>
    internal virtual bool Replaces(LiveCommand earlier) => earlier.Interim && earlier.GetType() == GetType();

    /// <summary>Whether an exception means that a command could not be applied, so that the run goes on as it was.</summary>
    internal static bool IsRefusal(Exception error)
        => error is SettingException or Serialization.ArchiveFormatException or Serialization.OptionsFormatException or IOException or UnauthorizedAccessException
            or ArgumentException or InvalidOperationException;

    private protected static AgentKind KindOf(SimulationRun run, string name)
        => run.Session.Kinds.FirstOrDefault(kind => kind.Brain.Name == name)
            ?? throw new ArgumentException($"brain: expected one of {string.Join(", ", run.Session.Kinds.Select(kind => kind.Brain.Name))}, received {Serialization.Excerpt.Of(name)}.");

    private protected static IPlacement PlacementOf(SimulationRun run)
        => run.Session.Feature<IPlacement>() ?? throw new ArgumentException($"expected a scenario with food and hazards, received {run.Options.Scenario}.");

    private protected static HumanDriver DriverOf(SimulationRun run)
        => run.Session.Feature<HumanDriver>() ?? throw new ArgumentException($"expected a scenario whose agents are steered, received {run.Options.Scenario}.");

    private protected static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>A change of how all brains of a run learn: of all, or of none if one refuses it.</summary>
public abstract record LearningCommand : LiveCommand
{
    /// <summary>Refuses a brain that <see cref="Change"/> would refuse. Changes nothing.</summary>
    private protected abstract void RequireAllowed(Brain brain);

    private protected abstract void Change(Brain brain);

    internal sealed override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        foreach (AgentKind kind in run.Session.Kinds)
        {
            RequireAllowed(kind.Brain);
        }

        foreach (AgentKind kind in run.Session.Kinds)
        {
            Change(kind.Brain);
        }

        return null;
    }
}

/// <summary>Step size of the optimizer.</summary>
public sealed record SetLearningRate : LearningCommand
{
    /// <summary>The step size, at least 0.</summary>
    public required double Value { get; init; }

    internal override string Words => $"learning rate {Number(Value)}";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed(learningRate: Value);

    private protected override void Change(Brain brain) => brain.Hyperparameters.LearningRate = Value;
}

/// <summary>Rows per minibatch.</summary>
public sealed record SetBatchSize : LearningCommand
{
    /// <summary>Number of rows, 1 to 65,536.</summary>
    public required int Value { get; init; }

    internal override string Words => $"{Value} rows per minibatch";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed(batchSize: Value);

    private protected override void Change(Brain brain) => brain.Hyperparameters.BatchSize = Value;
}

/// <summary>Share of each hidden layer that a minibatch leaves out.</summary>
public sealed record SetDropout : LearningCommand
{
    /// <summary>The share, 0 to below 1.</summary>
    public required double Value { get; init; }

    internal override string Words => $"dropout {Number(Value)}";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed(dropout: (float)Value);

    private protected override void Change(Brain brain) => brain.Hyperparameters.Dropout = (float)Value;
}

/// <summary>Whether learning steps are made.</summary>
public sealed record SetLearning : LearningCommand
{
    /// <summary>Whether they are.</summary>
    public required bool Value { get; init; }

    internal override string Words => Value ? "learning goes on" : "learning stands still";

    private protected override void RequireAllowed(Brain brain)
    {
        if (brain.Learner is null)
        {
            throw new InvalidOperationException("learning: expected brains that learn, received one without a learner.");
        }
    }

    private protected override void Change(Brain brain) => brain.IsLearning = Value;
}

/// <summary>The optimizers forget their moments.</summary>
public sealed record ResetOptimizer : LearningCommand
{
    internal override string Words => "optimizer reset";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed();

    private protected override void Change(Brain brain) => brain.Hyperparameters.ResetOptimizer();
}

/// <summary>New weights.</summary>
public sealed record ReinitializeWeights : LearningCommand
{
    /// <summary>Seed of the weights.</summary>
    public required ulong Seed { get; init; }

    internal override string Words => $"new weights, those of seed {Seed}";

    private protected override void RequireAllowed(Brain brain)
    {
    }

    private protected override void Change(Brain brain) => brain.Weights.Reinitialize(Seed);
}

/// <summary>Minibatches per frame, in place of a time budget.</summary>
public sealed record SetLearnSteps : LiveCommand
{
    /// <summary>Number of minibatches, 0 to 1,000.</summary>
    public required int Value { get; init; }

    internal override string Words => $"{Value} minibatches per frame";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        (run.Plugin.LearnSteps, run.Plugin.LearnBudget) = (Value, null);
        return null;
    }
}

/// <summary>Time for learning in a frame, in place of a number of minibatches. Results depend on the machine from then on.</summary>
public sealed record SetLearnBudget : LiveCommand
{
    /// <summary>The time, above 0 to 1,000 ms.</summary>
    public required double Value { get; init; }

    internal override string Words => $"{Number(Value)} ms for learning per frame";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        run.Plugin.LearnBudget = TimeSpan.FromMilliseconds(Value);
        return null;
    }
}

/// <summary>One parameter of a brain.</summary>
public sealed record SetWeight : LiveCommand
{
    /// <summary>Name of the brain.</summary>
    public required string Brain { get; init; }

    /// <summary>Name of the tensor, such as <c>policy/dense_0/weights</c>.</summary>
    public required string Tensor { get; init; }

    /// <summary>Of a weight the input, from 0; 0 of a bias.</summary>
    public required int Row { get; init; }

    /// <summary>The unit, from 0.</summary>
    public required int Column { get; init; }

    /// <summary>The new value.</summary>
    public required float Value { get; init; }

    internal override string Words => FormattableString.Invariant($"{Tensor} [{Row}, {Column}] of {Brain} set to {Value:0.####}");

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        KindOf(run, Brain).Brain.Weights.Set(SegmentOf(run), Row, Column, Value);
        return null;
    }

    internal override void Require(SimulationRun run) => SegmentOf(run);

    internal override bool Replaces(LiveCommand earlier)
        => base.Replaces(earlier) && earlier is SetWeight other && (other.Brain, other.Tensor, other.Row, other.Column) == (Brain, Tensor, Row, Column);

    private ParameterSegment SegmentOf(SimulationRun run)
    {
        IReadOnlyList<ParameterSegment> segments = KindOf(run, Brain).Brain.Parameters.Layout.Segments;
        return segments.FirstOrDefault(each => each.Name == Tensor)
            ?? throw new ArgumentException($"tensor: expected one of {string.Join(", ", segments.Select(each => each.Name))}, received {Serialization.Excerpt.Of(Tensor)}.");
    }
}

/// <summary>Puts food or a hazard into the world.</summary>
public sealed record PlaceThing : LiveCommand
{
    /// <summary>The thing.</summary>
    public required PlacedThing Thing { get; init; }

    /// <summary>Its place, m.</summary>
    public required float X { get; init; }

    /// <summary>Its place, m.</summary>
    public required float Y { get; init; }

    internal override string Words => FormattableString.Invariant($"place {(Thing == PlacedThing.Food ? "food" : "a hazard")} at {X:0.0}, {Y:0.0}");

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        PlacementOf(run).Place(Thing, X, Y);
        return null;
    }

    internal override void Require(SimulationRun run) => PlacementOf(run);
}

/// <summary>Takes the nearest food or hazard out of the world.</summary>
public sealed record RemoveThing : LiveCommand
{
    /// <summary>The place, m.</summary>
    public required float X { get; init; }

    /// <summary>The place, m.</summary>
    public required float Y { get; init; }

    /// <summary>Largest distance of the thing from the place, m.</summary>
    public required float Reach { get; init; }

    internal override string Words => "take away";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null) => PlacementOf(run).Remove(X, Y, Reach) switch
    {
        PlacedThing.Food => "took food away",
        PlacedThing.Hazard => "took a hazard away",
        _ => "take away: nothing is there",
    };

    internal override void Require(SimulationRun run) => PlacementOf(run);
}

/// <summary>Gives a person the controls of an agent.</summary>
public sealed record DriveAgent : LiveCommand
{
    /// <summary>Name of its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its <see cref="AgentHandle.Id"/>.</summary>
    public required ulong Agent { get; init; }

    internal override string Words => $"drive {Kind} {Agent & uint.MaxValue}.{Agent >> 32}";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        if (!KindOf(run, Kind).Brain.TryFindAgent(Agent, out AgentHandle handle))
        {
            throw new ArgumentException($"agent: expected a living agent, received {Agent}.");
        }

        run.Drive(handle);
        return null;
    }

    internal override void Require(SimulationRun run)
    {
        DriverOf(run);
        KindOf(run, Kind);
    }
}

/// <summary>Takes the controls away from the person.</summary>
public sealed record ReleaseAgent : LiveCommand
{
    internal override string Words => "let go of the controls";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        run.Drive(null);
        return null;
    }

    internal override void Require(SimulationRun run) => DriverOf(run);
}

/// <summary>Steering of the driven agent, from the next frame on until another.</summary>
public sealed record SteerAgent : LiveCommand
{
    /// <summary>−1 fully right to 1 fully left.</summary>
    public required float Turn { get; init; }

    /// <summary>−1 back to 1 ahead.</summary>
    public required float Thrust { get; init; }

    internal override string Words => "";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        DriverOf(run).Hold(Turn, Thrust);
        return null;
    }

    internal override void Require(SimulationRun run) => DriverOf(run);

    internal override bool Replaces(LiveCommand earlier) => earlier is SteerAgent;
}

/// <summary>Saves the brains, of several each to a file of its own, as <c>neuroagents-SCENARIO-FRAME.brain</c>.</summary>
public sealed record SaveBrains : LiveCommand
{
    /// <summary>The folder. Default: the current one.</summary>
    public string Folder { get; set; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsChange => false;

    internal override string Words => "save the brain";

    internal override string Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null) => $"saved {string.Join(", ", RunFiles.SaveBrains(run, Folder))}";
}

/// <summary>Opens a file for what it is: a brain goes on in the run's world, a saved run takes the run's place.</summary>
public sealed record OpenFile : LiveCommand
{
    /// <summary>A file that <c>run --save</c>, <c>run --save-brain</c>, <see cref="SaveBrains"/> or a game wrote.</summary>
    public required string File { get; init; }

    internal override string Words => $"open {RunFiles.NameOf(File)}";

    internal override string Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null) => RunFiles.Open(run, File, replaceRun);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(LiveCommand))]
internal sealed partial class LiveCommandJson : JsonSerializerContext;
