using System.Globalization;
using System.Text.Json.Serialization;
using NeuroAgents.Agents;
using NeuroAgents.Models;
using NeuroAgents.Simulation.Engine;
using NeuroAgents.Simulation.Saving;
using NeuroAgents.Simulation.Scenarios;
using NeuroAgents.Simulation.Systems;

namespace NeuroAgents.Simulation.Live;

/// <summary>A change of a live run, as data. It is applied between two frames on the run's thread and logged with the number of the next frame.</summary>
/// <remarks>
/// In JSON a command is an object on one line: <c>{"frame":123,"command":"learning_rate","value":0.002}</c>. Agents are named by kind and <see cref="AgentHandle.Id"/>,
/// weights by brain, tensor, row and column, so a command means the same in another process. Speed and pauses are not commands, because they change no result.
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
    /// <summary>Number of the frame that follows the command; null until the command is logged.</summary>
    public long? Frame { get; set; }

    /// <summary>Whether the command is an intermediate step of a drag. Such a command is left out of the list of events. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Interim { get; set; }

    /// <summary>Text for the list of events. Default: null, which uses the command's own text.</summary>
    [JsonIgnore]
    public string? Text { get; set; }

    /// <summary>Whether the command changes the run. False for saving.</summary>
    [JsonIgnore]
    public virtual bool IsChange => true;

    /// <summary>The command in words, such as <c>learning rate 0.003</c>; empty for a command that the list of events leaves out.</summary>
    [JsonIgnore]
    internal abstract string Words { get; }

    /// <summary>Applies the command between two frames. For bad values, names and files it changes nothing and throws an exception for which <see cref="IsRefusal"/> returns true.</summary>
    /// <param name="run">The run.</param>
    /// <param name="replaceRun">Replaces the run by a saved one; null if the run cannot be replaced.</param>
    /// <returns>The outcome in words; null if it equals <see cref="Words"/>.</returns>
    internal abstract string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null);

    /// <summary>Throws if the run's scenario or brains can never execute this command. <see cref="IsRefusal"/> returns true for the exception.</summary>
    internal virtual void Require(SimulationRun run)
    {
    }

    /// <summary>Returns whether this command makes an earlier, still waiting command unnecessary.</summary>
    internal virtual bool Replaces(LiveCommand earlier) => earlier.Interim && earlier.GetType() == GetType();

    /// <summary>Returns whether an exception means that a command was refused and the run can continue unchanged.</summary>
    internal static bool IsRefusal(Exception error)
        => error is SettingException or Serialization.ArchiveFormatException or Serialization.OptionsFormatException or IOException or UnauthorizedAccessException
            or ArgumentException or InvalidOperationException or OverflowException;

    private protected static AgentKind KindOf(SimulationRun run, string name)
        => run.Session.Kinds.FirstOrDefault(kind => kind.Brain.Name == name)
            ?? throw new ArgumentException($"brain: expected one of {string.Join(", ", run.Session.Kinds.Select(kind => kind.Brain.Name))}, received {Serialization.Excerpt.Of(name)}.");

    private protected static IPlacement PlacementOf(SimulationRun run)
        => run.Session.Feature<IPlacement>() ?? throw new ArgumentException($"scenario: expected one with food and hazards, received {run.Options.Scenario}.");

    private protected static HumanDriver DriverOf(SimulationRun run)
        => run.Session.Feature<HumanDriver>() ?? throw new ArgumentException($"scenario: expected one in which a person can drive an agent, received {run.Options.Scenario}.");

    private protected static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>A command that changes a learning setting of all brains.</summary>
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

/// <summary>A command that sets the learning rate.</summary>
public sealed record SetLearningRate : LearningCommand
{
    /// <summary>Step size of the optimizer, at least 0.</summary>
    public required double Value { get; init; }

    internal override string Words => $"learning rate {Number(Value)}";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed(learningRate: Value);

    private protected override void Change(Brain brain) => brain.Hyperparameters.LearningRate = Value;
}

/// <summary>A command that sets the number of rows per minibatch.</summary>
public sealed record SetBatchSize : LearningCommand
{
    /// <summary>Number of rows, 1 to 65,536.</summary>
    public required int Value { get; init; }

    internal override string Words => $"{Value} rows per minibatch";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed(batchSize: Value);

    private protected override void Change(Brain brain) => brain.Hyperparameters.BatchSize = Value;
}

/// <summary>A command that sets the dropout rate.</summary>
public sealed record SetDropout : LearningCommand
{
    /// <summary>Share of each hidden layer that is dropped in a minibatch, 0 to below 1.</summary>
    public required double Value { get; init; }

    internal override string Words => $"dropout {Number(Value)}";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed(dropout: (float)Value);

    private protected override void Change(Brain brain) => brain.Hyperparameters.Dropout = (float)Value;
}

/// <summary>A command that pauses or resumes learning.</summary>
public sealed record SetLearning : LearningCommand
{
    /// <summary>Whether the brains learn.</summary>
    public required bool Value { get; init; }

    internal override string Words => Value ? "learning resumed" : "learning paused";

    private protected override void RequireAllowed(Brain brain)
    {
        if (brain.Learner is null)
        {
            throw new InvalidOperationException("learning: expected brains that learn, received one without a learner.");
        }
    }

    private protected override void Change(Brain brain) => brain.IsLearning = Value;
}

/// <summary>A command that resets the optimizers' moments.</summary>
public sealed record ResetOptimizer : LearningCommand
{
    internal override string Words => "optimizer reset";

    private protected override void RequireAllowed(Brain brain) => brain.Hyperparameters.RequireAllowed();

    private protected override void Change(Brain brain) => brain.Hyperparameters.ResetOptimizer();
}

/// <summary>A command that draws new initial weights.</summary>
public sealed record ReinitializeWeights : LearningCommand
{
    /// <summary>Seed of the new weights.</summary>
    public required ulong Seed { get; init; }

    internal override string Words => $"new weights from seed {Seed}";

    private protected override void RequireAllowed(Brain brain)
    {
    }

    private protected override void Change(Brain brain) => brain.Weights.Reinitialize(Seed);
}

/// <summary>A command that sets the number of minibatches per frame and removes the time budget.</summary>
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

/// <summary>A command that sets the time budget for learning, in place of a number of minibatches. From then on results depend on the machine.</summary>
public sealed record SetLearnBudget : LiveCommand
{
    /// <summary>Time per frame, above 0 to 1,000 ms.</summary>
    public required double Value { get; init; }

    internal override string Words => $"{Number(Value)} ms for learning per frame";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        run.Plugin.LearnBudget = TimeSpan.FromMilliseconds(Value);
        return null;
    }
}

/// <summary>A command that sets one parameter of a brain.</summary>
public sealed record SetWeight : LiveCommand
{
    /// <summary>Name of the brain.</summary>
    public required string Brain { get; init; }

    /// <summary>Name of the tensor, such as <c>policy/dense_0/weights</c>.</summary>
    public required string Tensor { get; init; }

    /// <summary>Index of the input, from 0, for a weight; 0 for a bias.</summary>
    public required int Row { get; init; }

    /// <summary>Index of the unit, from 0.</summary>
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

/// <summary>A command that places food or a hazard in the world.</summary>
public sealed record PlaceThing : LiveCommand
{
    /// <summary>Kind of the placed object.</summary>
    public required PlacedThing Thing { get; init; }

    /// <summary>First coordinate of its place, m.</summary>
    public required float X { get; init; }

    /// <summary>Second coordinate of its place, m.</summary>
    public required float Y { get; init; }

    internal override string Words => FormattableString.Invariant($"place {(Thing == PlacedThing.Food ? "food" : "a hazard")} at {X:0.0}, {Y:0.0}");

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        PlacementOf(run).Place(Thing, X, Y);
        return null;
    }

    internal override void Require(SimulationRun run) => PlacementOf(run);
}

/// <summary>A command that removes the food or hazard nearest to a point.</summary>
public sealed record RemoveThing : LiveCommand
{
    /// <summary>First coordinate of the point, m.</summary>
    public required float X { get; init; }

    /// <summary>Second coordinate of the point, m.</summary>
    public required float Y { get; init; }

    /// <summary>Largest distance of the object from the point, m.</summary>
    public required float Reach { get; init; }

    internal override string Words => "remove";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null) => PlacementOf(run).Remove(X, Y, Reach) switch
    {
        PlacedThing.Food => "removed food",
        PlacedThing.Hazard => "removed a hazard",
        _ => "remove: nothing here",
    };

    internal override void Require(SimulationRun run) => PlacementOf(run);
}

/// <summary>A command that gives a person the controls of an agent.</summary>
public sealed record DriveAgent : LiveCommand
{
    /// <summary>Name of the agent's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The agent's <see cref="AgentHandle.Id"/>.</summary>
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

/// <summary>A command that returns the driven agent to its brain.</summary>
public sealed record ReleaseAgent : LiveCommand
{
    internal override string Words => "released the controls";

    internal override string? Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null)
    {
        run.Drive(null);
        return null;
    }

    internal override void Require(SimulationRun run) => DriverOf(run);
}

/// <summary>A command that steers the driven agent from the next frame on, until the next such command.</summary>
public sealed record SteerAgent : LiveCommand
{
    /// <summary>Turn, from −1 (fully right) to 1 (fully left).</summary>
    public required float Turn { get; init; }

    /// <summary>Thrust, from −1 (back) to 1 (ahead).</summary>
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

/// <summary>A command that saves each brain to a file <c>neuroagents-SCENARIO-FRAME.brain</c>; with several brains, the file names also contain the brains' names.</summary>
public sealed record SaveBrains : LiveCommand
{
    /// <summary>Folder of the files. Default: empty, the current folder.</summary>
    public string Folder { get; set; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsChange => false;

    internal override string Words => "save the brain";

    internal override string Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null) => $"saved {string.Join(", ", RunFiles.SaveBrains(run, Folder))}";
}

/// <summary>A command that opens a saved brain, which replaces the run's brain, or a saved run, which replaces the run.</summary>
public sealed record OpenFile : LiveCommand
{
    /// <summary>Path of a file that <c>run --save</c>, <c>run --save-brain</c>, <see cref="SaveBrains"/> or a game wrote.</summary>
    public required string File { get; init; }

    internal override string Words => $"open {RunFiles.NameOf(File)}";

    internal override string Apply(SimulationRun run, Action<RunOptions, SavedRun>? replaceRun = null) => RunFiles.Open(run, File, replaceRun);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(LiveCommand))]
internal sealed partial class LiveCommandJson : JsonSerializerContext;
