using System.Buffers;
using NeuroAgents.Layers;
using NeuroAgents.Learning;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Observations;
using NeuroAgents.Policies;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents.Checkpoints;

/// <summary>A transfer of a saved brain to a brain whose observations and actions may differ. Weights are matched by name.</summary>
internal sealed class BrainTransfer
{
    private readonly SavedBrain _saved;
    private readonly ParameterLayout _layout;
    private readonly NameMap _observations;
    private readonly NameMap _outputs;
    private readonly NameMap _continuous;
    private readonly List<TensorMatch> _tensors = [];

    /// <exception cref="ArchiveFormatException">The hidden layers, an activation, the normalisation or the kind of the actions differ, or the brains share no observation or no action.</exception>
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
        _continuous = NameMap.Create(saved.Actions.Names.Take(saved.Actions.ContinuousCount), options.Actions.Names.Take(options.Actions.ContinuousCount));
        RequireSome("observations", options.Observations.Columns.Select(column => column.Name), saved.Observations.Columns.Select(column => column.Name));
        RequireSome("actions", options.Actions.Names, saved.Actions.Names, NamesByKind(options.Actions).Intersect(NamesByKind(saved.Actions)).Any());
        Match(NetworkNames.Policy, _observations, hasActions: true, isSquashed: networks.Head is SquashedGaussianHead);
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

    /// <summary>Replaces the brain's weights by the saved ones. Networks that the file doesn't have stay unchanged.</summary>
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

    /// <summary>Copies mean and variance of the observations that both brains have.</summary>
    internal void CopyMomentsTo(RunningMoments? moments)
    {
        if (_saved.Moments is { } saved)
        {
            moments?.Set(saved, _observations.Source);
        }
    }

    /// <summary>Returns the learner's part of the archive, with every buffer converted from the file's layout to the brain's.</summary>
    /// <param name="start">State of the brain's learner before its first step.</param>
    /// <returns>Null if the file's learner was of another kind.</returns>
    internal TensorArchive? LearnerState(TensorArchive start)
    {
        TensorArchive saved = _saved.Archive;
        bool isSameKind = _saved.Options.Learner is not null && start.Metadata.All(kind => saved.Metadata.TryGetValue(kind.Key, out string? found) && found == kind.Value)
            && start.Names.All(name => saved.TryFind(name, out _));
        return isSameKind ? saved.Select(ILearnerState.StatePrefix, (tensor, state) => CarryState(tensor, start, state)) : null;
    }

    /// <summary>Converts a vector of the learner's state if it is as long as the network of its updater. Returns whether it is.</summary>
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

    /// <summary>Returns the network whose updater saves a tensor of this name.</summary>
    private string NetworkOf(string tensor)
        => _layout.Networks.FirstOrDefault(network => network != NetworkNames.Policy && tensor.StartsWith($"{ILearnerState.StatePrefix}{network}/", StringComparison.Ordinal)) ?? NetworkNames.Policy;

    /// <summary>Copies every tensor of a network that the file has. New rows and columns become zero, but in the learner's state keep their start values. Padding and other tensors stay unchanged.</summary>
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

    /// <summary>Matches a network other than the policy, whose inputs and outputs may depend on the specs.</summary>
    private void MatchOther(LearnerNetwork network, LearnerNetwork saved)
    {
        Require($"network \"{network.Name}\"", $"{network.Inputs} inputs and {network.Outputs} outputs", $"{saved.Inputs} inputs and {saved.Outputs} outputs");
        NameMap? rows = network.Inputs switch
        {
            NetworkInputs.Observations => _observations,
            NetworkInputs.ObservationsAndActions => _observations.Concat(_outputs),
            _ => null,
        };
        Match(network.Name, rows, network.Outputs == NetworkOutputs.Actions);
    }

    /// <summary>Matches the tensors of a network by their order, because their names also count dropout layers, which may differ. A policy that samples may have ln σ as one more tensor after those of a policy that imitates.</summary>
    /// <param name="network">Name of the network.</param>
    /// <param name="rows">Names of the inputs; null if they don't depend on the specs.</param>
    /// <param name="hasActions">Whether the outputs are those of the action specs.</param>
    /// <param name="isSquashed">Whether each action has two outputs, μ and ln σ.</param>
    private void Match(string network, NameMap? rows, bool hasActions, bool isSquashed = false)
    {
        IReadOnlyList<ParameterSegment> from = _saved.Layout.SegmentsOf(network), to = _layout.SegmentsOf(network);
        bool hadSigmas = hasActions && HasSigmas(_saved.Layout, network), hasSigmas = hasActions && HasSigmas(_layout, network);
        int count = to.Count - (hasSigmas ? 1 : 0);
        Require($"tensors of the {network}", $"{count}", $"{from.Count - (hadSigmas ? 1 : 0)}");
        for (int i = 0; i < count; i++)
        {
            // Weights and biases alternate. Observations are the rows of the first weights; outputs are the columns of the last two tensors.
            bool isOutput = hasActions && i >= count - 2;
            Match(
                network, from[i], to[i], i == 0 ? rows : null,
                isOutput && to[i].Columns == _outputs.TargetCount ? _outputs : isOutput && isSquashed ? _outputs.Concat(_outputs) : null);
        }

        if (hadSigmas && hasSigmas)
        {
            Match(network, from[^1], to[^1], null, _continuous);
        }
    }

    private static bool HasSigmas(ParameterLayout layout, string network) => layout.Program(network).Layers is [.., AppendedVector];

    private void Match(string network, ParameterSegment from, ParameterSegment to, NameMap? rows, NameMap? columns)
    {
        Require(
            $"tensor \"{to.Name}\"", $"[{(rows is null ? to.Rows : rows.SourceCount)}, {(columns is null ? to.Columns : columns.SourceCount)}]", $"[{from.Rows}, {from.Columns}]");
        _tensors.Add(new TensorMatch(network, from, to, rows, columns));
    }

    private sealed record TensorMatch(string Network, ParameterSegment From, ParameterSegment To, NameMap? Rows, NameMap? Columns);

    private void Require(string part, string expected, string received)
    {
        if (expected != received)
        {
            throw new ArchiveFormatException(_saved.Archive.Origin, part, expected, received);
        }
    }

    /// <summary>Throws if the brains share no name, because all weights of the part would become zero.</summary>
    private void RequireSome(string part, IEnumerable<string> expected, IEnumerable<string> received, bool? isAnyShared = null)
    {
        if (!(isAnyShared ?? expected.Intersect(received).Any()))
        {
            throw new ArchiveFormatException(_saved.Archive.Origin, part, $"some of {Excerpt.Of(string.Join(", ", expected))}", Excerpt.Of(string.Join(", ", received)));
        }
    }

    private static string Widths(BrainOptions options) => options.Hidden.Count == 0 ? "none" : string.Join(", ", options.Hidden);

    /// <summary>Throws if the brains share no kind of action. A brain may gain its first branches or its first continuous actions.</summary>
    private void RequireSomeKind(ActionSpec expected, ActionSpec received)
    {
        bool sharesKind = (expected.ContinuousCount > 0 && received.ContinuousCount > 0) || (expected.Branches.Count > 0 && received.Branches.Count > 0);
        if (!sharesKind)
        {
            Require("actions", Kind(expected), Kind(received));
        }
    }

    private static string Kind(ActionSpec actions) => actions.Branches.Count == 0 ? "continuous ones" : "discrete ones";

    /// <summary>Returns names with their kind: a continuous action and a branch of the same name are different actions.</summary>
    private static IEnumerable<(string Name, bool IsBranch)> NamesByKind(ActionSpec actions) => actions.Names.Select((name, i) => (name, i >= actions.ContinuousCount));

    private static string Name(ActionSpec actions, int output)
    {
        (string action, string? choice) = actions.Outputs.ElementAt(output);
        return choice is null ? action : $"{action}/{choice}";
    }
}
