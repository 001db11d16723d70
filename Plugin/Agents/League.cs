using NeuroAgents.Devices;
using NeuroAgents.Diagnostics;
using NeuroAgents.Learning.Experience;
using NeuroAgents.Learning.SelfPlay;
using NeuroAgents.Models;
using NeuroAgents.Numerics;
using NeuroAgents.Serialization;

namespace NeuroAgents.Agents;

/// <summary>Self-play of two brains: one learns against frozen policies, called ghosts, that decide for the other. Created by <see cref="NeuroPlugin.AddLeague"/>.</summary>
/// <remarks>
/// <para>If the second brain has no learner, its ghosts are earlier policies of the first, as in a game whose sides are alike. If it has one, the brains learn in turns of
/// <see cref="SelfPlayOptions.TurnEvery"/> steps, and the one that does not learn is played by its own earlier policies, as hunters and prey are.</para>
/// <para>At each <see cref="NeuroPlugin.LateUpdate"/> the league counts the learning side's decisions as steps. When the steps pass a multiple of <see cref="SelfPlayOptions.SaveEvery"/>, the learner's policy is kept. When they pass a multiple of
/// <see cref="SelfPlayOptions.SwapEvery"/>, the next ghost is drawn: the newest policy with the probability <see cref="SelfPlayOptions.LatestProbability"/>, otherwise one of the kept policies, all equally likely. A draw depends on the seed and on the ghost's number alone.</para>
/// <para>Decisions of ghosts are never learned from, but their rewards count in <see cref="BrainStatistics.Episodes"/>. While a brain waits for its turn, PPO and PQN do not learn; a learner with a replay goes on learning from the replay. The league is
/// saved with the game. Does not allocate.</para>
/// <example><code>
/// BrainOptions options = CreateBrainOptions() with { Learner = new ProximalPolicyOptions() };
/// Brain red = plugin.AddBrain("red", options), blue = plugin.AddBrain("blue", options with { IsFrozen = true });
/// League league = plugin.AddLeague(red, blue, new SelfPlayOptions { Window = 20 });
/// // Agents of both brains decide, and red's earn rewards, as without a league. After each game:
/// league.RecordGame(scoreOfFirst: hasRedWon ? 1 : 0);
/// </code></example>
/// </remarks>
public sealed class League
{
    private const int SavedNumbers = 7;
    private readonly RandomSource _random;
    private readonly Brain[] _brains;
    private readonly Ghost[] _ghosts;

    /// <summary>Kept policies of each brain that learns.</summary>
    private readonly PolicyWindow[] _windows;
    private readonly double[] _ratings;

    /// <summary>The policy that plays against the learner.</summary>
    private readonly KeptPolicy _opponent;

    /// <summary>Index of the brain that learns.</summary>
    private int _learning;

    /// <summary>Decisions of the learning brain that are counted already.</summary>
    private long _seen;

    internal League(Brain first, Brain second, SelfPlayOptions options, RandomSource random, IDevice device)
    {
        Require.NotNull(first);
        Require.NotNull(second);
        Require.NotNull(options);
        options.Validate();
        RequireRewards(first, nameof(first));
        (Options, _brains, _random) = (options with { }, [first, second], random.Stream(RandomStreams.League));
        IsSymmetric = second.Learner is null;
        if (IsSymmetric)
        {
            RequireSamePolicy(first, second);
        }
        else
        {
            RequireRewards(second, nameof(second));
        }

        Brain[] learners = IsSymmetric ? [first] : [first, second];
        _windows = [.. learners.Select(brain => new PolicyWindow(options.Window, brain.Published, brain.Normalizer))];
        _ratings = [.. learners.Select(_ => options.InitialElo)];
        RandomSource ghosts = random.Stream(RandomStreams.Ghosts);
        _ghosts = [.. _brains.Select((brain, side) => new Ghost(_brains[PoolOf(side)], brain, ghosts.Stream((ulong)side), device))];
        _opponent = new KeptPolicy(first.Published, first.Normalizer);
        for (int side = 0; side < learners.Length; side++)
        {
            _windows[side].Keep(learners[side].Published, learners[side].Normalizer, options.InitialElo);
        }

        second.Ghost = _ghosts[1];
        Play(0);
    }

    /// <summary>The brain that learns first.</summary>
    public Brain First => _brains[0];

    /// <summary>The other brain.</summary>
    public Brain Second => _brains[1];

    /// <summary>Options of the league.</summary>
    public SelfPlayOptions Options { get; }

    /// <summary>Whether the second brain is always played by policies of the first.</summary>
    public bool IsSymmetric { get; }

    /// <summary>The brain that learns now.</summary>
    public Brain Learning => _brains[_learning];

    /// <summary>The brain that a ghost plays now.</summary>
    public Brain Opponent => _brains[1 - _learning];

    /// <summary>Decisions of the learning side so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Number of ghosts drawn so far. The first ghost, which has the initial policy, is not drawn.</summary>
    public long Draws { get; private set; }

    /// <summary>Number of recorded games.</summary>
    public long Games { get; private set; }

    /// <summary>Elo rating of the ghost.</summary>
    public double OpponentElo => _opponent.Rating;

    /// <summary>Number of the ghost's policy in its window; −1 for the policy that was the newest one at the draw.</summary>
    internal long Kept { get; private set; }

    /// <summary>Parameters of the ghost's policy.</summary>
    internal ReadOnlySpan<float> GhostValues => _ghosts[1 - _learning].Values;

    /// <summary>Returns the kept policies of a brain that learns.</summary>
    internal PolicyWindow Window(int side) => _windows[side];

    /// <summary>Returns the Elo rating of a brain's newest policy; for a brain without a learner, the rating of the ghost that plays it.</summary>
    /// <exception cref="ArgumentException">The brain is not one of the league's.</exception>
    public double EloOf(Brain brain)
    {
        int side = Array.IndexOf(_brains, brain);
        return side < 0 ? throw new ArgumentException($"brain: expected {First.Name} or {Second.Name}, received {brain?.Name ?? "null"}.", nameof(brain))
            : side < _ratings.Length ? _ratings[side] : OpponentElo;
    }

    /// <summary>Records the result of a game: learner and ghost exchange <see cref="SelfPlayOptions.EloGain"/> · (score − expected score) points of their ratings, see <see cref="EloRating.Expected"/>.</summary>
    /// <remarks>A game that began against an earlier ghost counts for the ghost that plays when the game ends.</remarks>
    /// <param name="scoreOfFirst">Score of the first brain: 1 if it won, 0 if it lost, ½ for a draw.</param>
    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or not from 0 to 1.</exception>
    public void RecordGame(double scoreOfFirst)
    {
        Require.InRange(scoreOfFirst, 0, 1);
        double score = _learning == 0 ? scoreOfFirst : 1 - scoreOfFirst;
        double points = Options.EloGain * (score - EloRating.Expected(_ratings[_learning], _opponent.Rating));
        _ratings[_learning] += points;
        _opponent.Rating -= points;
        PolicyWindow window = _windows[PoolOf(1 - _learning)];
        if (window.Holds(Kept))
        {
            window[Kept].Rating = _opponent.Rating;
        }
        else if (Kept < 0 && !IsSymmetric)
        {
            // The newest policy of the other side plays, so the rating is that side's own.
            _ratings[1 - _learning] = _opponent.Rating;
        }

        Games++;
    }

    /// <summary>Counts the steps of a frame, keeps the learner's policy, and draws the next ghost or changes the turn when that is due.</summary>
    internal void Advance()
    {
        long before = Steps, decisions = Learning.Statistics.Episodes.Decisions;
        (Steps, _seen) = (Steps + decisions - _seen, decisions);
        if (Passes(before, Options.SaveEvery))
        {
            _windows[_learning].Keep(Learning.Published, Learning.Normalizer, _ratings[_learning]);
        }

        bool isTurn = !IsSymmetric && Passes(before, Options.TurnEvery);
        if (isTurn)
        {
            Learning.Ghost = _ghosts[_learning];
            Opponent.Ghost = null;
            _learning = 1 - _learning;
            _seen = Learning.Statistics.Episodes.Decisions;
        }

        if (isTurn || Passes(before, Options.SwapEvery))
        {
            Draw();
        }
    }

    /// <summary>Draws the next ghost.</summary>
    internal void Draw()
    {
        int pool = PoolOf(1 - _learning);
        PolicyWindow window = _windows[pool];
        ulong number = (ulong)++Draws;
        if (_random.Uniform(0, number) < Options.LatestProbability)
        {
            Kept = -1;
            _opponent.Copy(_brains[pool].Published, _brains[pool].Normalizer);
            _opponent.Rating = _ratings[pool];
            _ghosts[1 - _learning].Play(_opponent);
        }
        else
        {
            Play(window.Count - 1 - _random.Below(window.Held, 1, number));
        }
    }

    internal void Save(TensorArchive archive, string prefix)
    {
        archive.Add<long>($"{prefix}counts", [SavedNumbers], [Steps, Draws, Games, _learning, _seen, Kept, _windows.Length]);
        archive.Add<long>($"{prefix}ratings", [_ratings.Length + 1], [.. _ratings.Append(_opponent.Rating).Select(BitConverter.DoubleToInt64Bits)]);
        _opponent.Save(archive, $"{prefix}opponent/");
        for (int side = 0; side < _windows.Length; side++)
        {
            _windows[side].Save(archive, $"{prefix}window/{side}/");
        }
    }

    /// <summary>Restores a league whose brains are restored already.</summary>
    /// <exception cref="ArchiveFormatException">A part is missing or out of its range.</exception>
    internal void Load(TensorArchive archive, string prefix)
    {
        long[] counts = archive.Get<long>($"{prefix}counts", [SavedNumbers]);
        if (counts.Any(count => count is < -1 or > TensorArchive.MaxCount) || counts.Where((count, i) => i != 5 && count < 0).Any() || counts[3] >= _windows.Length || counts[6] != _windows.Length)
        {
            throw new ArchiveFormatException(archive.Origin, $"tensor \"{prefix}counts\"", $"counts of a league in which {_windows.Length} brains learn", "other values");
        }

        (Steps, Draws, Games, _learning, _seen, Kept) = (counts[0], counts[1], counts[2], (int)counts[3], counts[4], counts[5]);
        double[] ratings = archive.GetDoubles($"{prefix}ratings", _ratings.Length + 1, -double.MaxValue, double.MaxValue);
        ratings.AsSpan(0, _ratings.Length).CopyTo(_ratings);
        Brain policies = _brains[PoolOf(1 - _learning)];
        _opponent.Load(archive, $"{prefix}opponent/", policies.Parameters.Layout);
        _opponent.Rating = ratings[^1];
        for (int side = 0; side < _windows.Length; side++)
        {
            _windows[side].Load(archive, $"{prefix}window/{side}/", _brains[side].Parameters.Layout);
        }

        (Learning.Ghost, Opponent.Ghost) = (null, _ghosts[1 - _learning]);
        _ghosts[1 - _learning].Play(_opponent);
    }

    /// <summary>Releases the device's memory.</summary>
    internal void ReleaseDevice() => Array.ForEach(_ghosts, ghost => ghost.Dispose());

    /// <summary>Returns the index of the brain whose policies play a side.</summary>
    private int PoolOf(int side) => IsSymmetric ? 0 : side;

    private bool Passes(long before, long every) => before / every != Steps / every;

    private void Play(long kept)
    {
        Kept = kept;
        _opponent.Copy(_windows[PoolOf(1 - _learning)][kept]);
        _ghosts[1 - _learning].Play(_opponent);
    }

    private static void RequireRewards(Brain brain, string name)
    {
        if (!brain.Hosted.Wants(ExperienceColumn.Reward))
        {
            throw new ArgumentException($"{name}: expected a brain that learns from rewards, received {Excerpt.Of(brain.Name)}, which does not.", name);
        }
    }

    private static void RequireSamePolicy(Brain first, Brain second)
    {
        ParameterLayout own = first.Parameters.Layout, others = second.Parameters.Layout;
        int shared = own.SharedLength(others, NetworkNames.Policy, nameof(second));
        bool isSame = shared == own.LengthOf(NetworkNames.Policy) && shared == others.LengthOf(NetworkNames.Policy);
        if (!isSame || !first.Observations.Columns.SequenceEqual(second.Observations.Columns) || !first.Actions.Outputs.SequenceEqual(second.Actions.Outputs))
        {
            throw new ArgumentException($"second: expected the observations, actions and policy network of {Excerpt.Of(first.Name)}, received others.", nameof(second));
        }
    }
}
