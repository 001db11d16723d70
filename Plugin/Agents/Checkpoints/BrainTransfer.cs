using System.Buffers;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>Carries a saved brain over to one whose observations and actions may be others by now: what has the same name keeps its weights.</summary>
internal sealed class BrainTransfer
{
    private readonly SavedBrain _saved;
    private readonly ParameterLayout _layout;
    private readonly NameMap _observations;
    private readonly NameMap _outputs;
    private readonly List<TensorMatch> _tensors = [];

    /// <exception cref="ArchiveFormatException">The hidden layers, their activation or the kind of the actions are others.</exception>
    internal BrainTransfer(SavedBrain saved, BrainOptions options, BrainNetworks networks)
    {
        (_saved, _layout) = (saved, networks.Layout);
        Require("hidden layers", Widths(options), Widths(saved.Options));
        Require("activation", options.Activation.Name, saved.Options.Activation.Name);
        Require("output activation", options.OutputActivation?.Name ?? "none", saved.Options.OutputActivation?.Name ?? "none");
        Require("normalization", $"{options.Normalization}", $"{saved.Options.Normalization}");
        RequireSomeKind(options.Actions!, saved.Actions);
        _observations = NameMap.Create(saved.Observations.Columns.Select(column => column.Name), options.Observations.Columns.Select(column => column.Name));
        _outputs = NameMap.Create(saved.Actions.Outputs, options.Actions!.Outputs);
        RequireSome("observations", options.Observations.Columns.Select(column => column.Name), saved.Observations.Columns.Select(column => column.Name));
        RequireSome("actions", options.Actions.Names, saved.Actions.Names, NamesByKind(options.Actions).Intersect(NamesByKind(saved.Actions)).Any());
        MatchPolicy();
        foreach (LearnerNetwork network in networks.Others.Where(each => saved.Layout.Contains(each.Name)))
        {
            MatchOther(network, saved.OtherNetworks.First(each => each.Name == network.Name));
        }

        Report = new BrainLoadReport
        {
            MatchedObservations = [.. _observations.Matched(i => options.Observations.Columns[i].Name)],
            AddedObservations = [.. _observations.Added(i => options.Observations.Columns[i].Name)],
            DroppedObservations = [.. _observations.Dropped(i => saved.Observations.Columns[i].Name)],
            RescaledObservations = [.. _observations.Matched(i => options.Observations.Columns[i]).Where(column => !saved.Observations.Columns.Contains(column))
                .Select(column => column.Name)],
            MatchedActions = [.. _outputs.Matched(i => Name(options.Actions!, i))],
            AddedActions = [.. _outputs.Added(i => Name(options.Actions!, i))],
            DroppedActions = [.. _outputs.Dropped(i => Name(saved.Actions, i))],
            IsLearnerContinued = false,
        };
    }

    internal BrainLoadReport Report { get; }

    /// <summary>Writes the saved weights over those of the brain; networks that the file doesn't have stay as they are.</summary>
    internal void CopyParametersTo(ParameterBuffer parameters)
    {
        float[] saved = ArrayPool<float>.Shared.Rent(_saved.Layout.Length);
        _saved.CopyParametersTo(saved);
        foreach (string network in _layout.Networks)
        {
            Carry(network, saved, parameters.Values, 0, 0, isStateOfLearner: false);
        }

        ArrayPool<float>.Shared.Return(saved);
    }

    /// <summary>Carries over mean and variance of the observations that both have.</summary>
    internal void TakeMoments(RunningMoments? moments)
    {
        if (_saved.Moments is { } saved)
        {
            moments?.Set(saved, _observations.Source);
        }
    }

    /// <summary>The learner's part of the archive, with every buffer of the file's layout carried over to the brain's.</summary>
    /// <param name="start">What the brain's learner carried before its first step.</param>
    /// <returns>Null if the file's learner was of another kind.</returns>
    internal TensorArchive? LearnerState(TensorArchive start)
    {
        TensorArchive saved = _saved.Archive;
        bool isSameKind = _saved.Options.Learner is not null && start.Metadata.All(kind => saved.Metadata.TryGetValue(kind.Key, out string? found) && found == kind.Value)
            && start.Names.All(name => saved.TryFind(name, out _));
        return isSameKind ? saved.Select(ILearnerState.StatePrefix, (tensor, state) => CarryState(tensor, start, state)) : null;
    }

    /// <summary>Carries a vector of the learner's state over if it is as long as the network that its updater belongs to.</summary>
    private bool CarryState(ArchivedTensor tensor, TensorArchive start, TensorArchive state)
    {
        string network = NetworkOf(tensor.Name);
        if (!_saved.Layout.Contains(network))
        {
            return false;
        }

        int from = _saved.Layout.LengthOf(network), to = _layout.LengthOf(network);
        bool isVector = tensor.Type == TensorType.F32 && tensor.Shape.SequenceEqual([from])
            && start.TryFind(tensor.Name, out ArchivedTensor? atStart) && atStart.Type == TensorType.F32 && atStart.Shape.SequenceEqual([to]);
        if (isVector)
        {
            Span<float> carried = state.Reserve<float>(tensor.Name, [to]);
            start.CopyTo(tensor.Name, [to], carried);
            float[] saved = ArrayPool<float>.Shared.Rent(from);
            _saved.Archive.CopyTo(tensor.Name, tensor.Shape, saved.AsSpan(0, from));
            Carry(network, saved, carried, _saved.Layout.OffsetOf(network), _layout.OffsetOf(network), isStateOfLearner: true);
            ArrayPool<float>.Shared.Return(saved);
        }

        return isVector;
    }

    /// <summary>Network whose updater saves a tensor of this name.</summary>
    private string NetworkOf(string tensor)
        => _layout.Networks.FirstOrDefault(network => network != NetworkNames.Policy && tensor.StartsWith($"{ILearnerState.StatePrefix}{network}/", StringComparison.Ordinal)) ?? NetworkNames.Policy;

    /// <summary>Writes every tensor that the file has. What is new in it becomes zero, or, for the learner, stays at its start; so do padding and other tensors.</summary>
    private void Carry(string network, ReadOnlySpan<float> from, Span<float> to, int sourceOffset, int targetOffset, bool isStateOfLearner)
    {
        foreach (TensorMatch match in _tensors.Where(each => each.Network == network))
        {
            (ParameterSegment source, ParameterSegment target) = (match.From, match.To);
            for (int row = 0; row < target.Rows; row++)
            {
                int sourceRow = match.Rows?.Source(row) ?? row;
                for (int column = 0; column < target.Columns; column++)
                {
                    int sourceColumn = match.Columns?.Source(column) ?? column;
                    bool isNew = sourceRow < 0 || sourceColumn < 0;
                    if (!isNew || !isStateOfLearner)
                    {
                        to[target.Offset - targetOffset + row * target.Stride + column] = isNew ? 0 : from[source.Offset - sourceOffset + sourceRow * source.Stride + sourceColumn];
                    }
                }
            }
        }
    }

    /// <summary>Matches the policy's tensors in their order: dropout layers between them, which the names count, may be others.</summary>
    private void MatchPolicy()
    {
        IReadOnlyList<ParameterSegment> from = _saved.Layout.SegmentsOf(NetworkNames.Policy), to = _layout.SegmentsOf(NetworkNames.Policy);
        Require("tensors of the policy", $"{to.Count}", $"{from.Count}");
        for (int i = 0; i < to.Count; i++)
        {
            // Weights and biases in turn: observations are the rows of the first weights, outputs the columns of the last tensors.
            Match(NetworkNames.Policy, from[i], to[i], i == 0 ? _observations : null, i >= to.Count - 2 && to[i].Columns == _outputs.TargetCount ? _outputs : null);
        }
    }

    /// <summary>Matches a network beside the policy, whose inputs and outputs may follow the specs.</summary>
    private void MatchOther(LearnerNetwork network, LearnerNetwork saved)
    {
        IReadOnlyList<ParameterSegment> from = _saved.Layout.SegmentsOf(network.Name), to = _layout.SegmentsOf(network.Name);
        Require($"network \"{network.Name}\"", $"{to.Count} tensors of {network.Inputs} and {network.Outputs}", $"{from.Count} tensors of {saved.Inputs} and {saved.Outputs}");
        NameMap? rows = network.Inputs switch
        {
            NetworkInputs.Observations => _observations,
            NetworkInputs.ObservationsAndActions => _observations.Then(_outputs),
            _ => null,
        };
        for (int i = 0; i < to.Count; i++)
        {
            Match(network.Name, from[i], to[i], i == 0 ? rows : null, i >= to.Count - 2 && network.Outputs == NetworkOutputs.Actions ? _outputs : null);
        }
    }

    private void Match(string network, ParameterSegment from, ParameterSegment to, NameMap? rows, NameMap? columns)
    {
        Require(
            $"tensor \"{to.Name}\"", $"[{(rows is null ? to.Rows : rows.SourceCount)}, {(columns is null ? to.Columns : columns.SourceCount)}]", $"[{from.Rows}, {from.Columns}]");
        _tensors.Add(new TensorMatch(network, from, to, rows, columns));
    }

    private sealed record TensorMatch(string Network, ParameterSegment From, ParameterSegment To, NameMap? Rows, NameMap? Columns);

    private void Require(string part, string expected, string found)
    {
        if (expected != found)
        {
            throw new ArchiveFormatException(_saved.Archive.Origin, part, expected, found);
        }
    }

    /// <summary>A brain that shares no name with this one is another one's: all of its weights would become zero.</summary>
    private void RequireSome(string part, IEnumerable<string> expected, IEnumerable<string> found, bool? isAnyShared = null)
    {
        if (!(isAnyShared ?? expected.Intersect(found).Any()))
        {
            throw new ArchiveFormatException(_saved.Archive.Origin, part, $"some of {Excerpt.Of(string.Join(", ", expected))}", Excerpt.Of(string.Join(", ", found)));
        }
    }

    private static string Widths(BrainOptions options) => options.Hidden.Count == 0 ? "none" : string.Join(", ", options.Hidden);

    /// <summary>A brain may get its first branches, or its first continuous actions; what both have keeps its weights.</summary>
    private void RequireSomeKind(ActionSpec expected, ActionSpec found)
    {
        bool sharesKind = (expected.ContinuousCount > 0 && found.ContinuousCount > 0) || (expected.Branches.Count > 0 && found.Branches.Count > 0);
        if (!sharesKind)
        {
            Require("actions", Kind(expected), Kind(found));
        }
    }

    private static string Kind(ActionSpec actions) => actions.Branches.Count == 0 ? "continuous ones" : "discrete ones";

    /// <summary>A continuous action and a branch of the same name are different actions.</summary>
    private static IEnumerable<(string Name, bool IsBranch)> NamesByKind(ActionSpec actions) => actions.Names.Select((name, i) => (name, i >= actions.ContinuousCount));

    private static string Name(ActionSpec actions, int output)
    {
        (string action, string? choice) = actions.Outputs.ElementAt(output);
        return choice is null ? action : $"{action}/{choice}";
    }
}
