using NeuroAgents.Learning.Experience;

namespace NeuroAgents.Tests.Learning.ProximalPolicy;

/// <summary>A random fleet with births, deaths, agents that are not due, lost rows, terminations and truncations. It knows the trajectories that its rows form.</summary>
internal sealed class RaggedFleet
{
    private readonly List<List<int>> _pieces = [];

    /// <param name="seed">Seed of the fleet.</param>
    /// <param name="slots">Number of agents at a time, at most.</param>
    /// <param name="frames">Number of decisions.</param>
    /// <param name="capacity">Rows after which the rest is dropped.</param>
    internal RaggedFleet(int seed, int slots, int frames, int capacity = int.MaxValue)
    {
        Random random = new(seed);
        Capacity = capacity;
        uint[] generations = new uint[slots];
        long[] numbers = new long[slots];
        bool[] isAlive = new bool[slots];
        List<int>?[] pieces = new List<int>?[slots];
        for (int frame = 0; frame < frames; frame++)
        {
            List<Transition> batch = [];
            for (int slot = 0; slot < slots; slot++)
            {
                int chance = random.Next(100);
                if (!isAlive[slot])
                {
                    if (chance < 40)
                    {
                        (isAlive[slot], numbers[slot], pieces[slot]) = (true, 0, null);
                        generations[slot]++;
                    }
                }
                else if (chance < 10)
                {
                    // Not due: it decides later, its trajectory goes on.
                }
                else if (chance < 18)
                {
                    // A lost row.
                    numbers[slot]++;
                    pieces[slot] = null;
                }
                else if (chance < 22)
                {
                    // A silent death: its open transition is never recorded.
                    isAlive[slot] = false;
                }
                else
                {
                    EpisodeEnd? end = chance < 32 ? EpisodeEnd.Terminated : chance < 42 ? EpisodeEnd.Truncated : null;
                    Add(batch, new Transition(TransitionBatch.AgentOf(3 * slot, generations[slot]), numbers[slot]++, random.Next(-20, 21) / 8f, end)
                    {
                        Observation = [random.NextSingle(), frame],
                        Action = [random.Next(3)],
                        Mask = [1, random.Next(2), 1],
                        LogProbability = [-random.NextSingle()],
                        NextObservation = end == EpisodeEnd.Terminated && random.Next(2) == 0 ? [] : [random.NextSingle(), frame + 1],
                    }, ref pieces[slot]);
                    if (end is not null)
                    {
                        pieces[slot] = null;
                        isAlive[slot] = random.Next(2) == 0;
                    }
                }
            }

            Batches.Add(new TransitionBatch(batch));
        }
    }

    internal int Capacity { get; }

    /// <summary>All transitions, dropped ones included.</summary>
    internal List<Transition> Rows { get; } = [];

    internal List<TransitionBatch> Batches { get; } = [];

    /// <summary>Trajectories: rows of one agent without a gap, up to an end or a cut.</summary>
    internal IReadOnlyList<List<int>> Pieces => _pieces;

    private void Add(List<Transition> batch, Transition row, ref List<int>? piece)
    {
        batch.Add(row);
        Rows.Add(row);
        if (Rows.Count <= Capacity)
        {
            if (piece is null)
            {
                _pieces.Add(piece = []);
            }

            piece.Add(Rows.Count - 1);
        }
    }
}
