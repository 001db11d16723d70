namespace NeuroAgents.Agents;

/// <summary>The steps at which agents decide next: each at most one period after its last decision, and about as many in every step.</summary>
/// <remarks>
/// <para>A ring counts the agents planned for each of the next <c>period</c> steps. An agent that decides is planned one period ahead, unless another step has fewer agents: then it
/// decides early, once, and keeps that rhythm. So births and deaths level out within one period: after each step's turn its count is at most one above the smallest.</para>
/// <para>Agents that were not asked for at their step leave the ring and are due whenever they are asked for. Does not allocate.</para>
/// </remarks>
internal sealed class DecisionSchedule
{
    private readonly int[] _planned;
    private int _smallest;

    internal DecisionSchedule(int period, long step = 0)
    {
        _planned = new int[period];
        Step = step;
    }

    internal int Period => _planned.Length;

    /// <summary>Number of the current step.</summary>
    internal long Step { get; private set; }

    /// <summary>Begins the next step.</summary>
    internal void Advance()
    {
        Step++;

        // Agents of this step are due now; its place in the ring stands for the step one period ahead.
        _planned[Place(Step)] = 0;
        _smallest = 0;
    }

    internal bool IsDue(long step) => step <= Step;

    /// <summary>Plans the next decision of an agent that decides in the current step.</summary>
    /// <param name="step">The step it was planned for until now.</param>
    /// <returns>The step of its next decision.</returns>
    internal long Next(long step)
    {
        if (_planned.Length == 1)
        {
            return Step + 1;
        }

        Cancel(step);
        int last = Place(Step);
        int place = _planned[last] == _smallest ? last : LatestOfFewest(last);
        long next = Step + place - last + (place > last ? 0 : _planned.Length);
        Plan(next);
        return next;
    }

    /// <summary>Counts an agent in, such as one of a saved game.</summary>
    internal void Plan(long step)
    {
        if (step <= Step)
        {
            return;
        }

        int count = _planned[Place(step)]++;
        if (count == _smallest && _planned.AsSpan().IndexOf(count) < 0)
        {
            _smallest++;
        }
    }

    /// <summary>Counts an agent out that will not decide at its step.</summary>
    internal void Cancel(long step)
    {
        if (step > Step)
        {
            _smallest = Math.Min(_smallest, --_planned[Place(step)]);
        }
    }

    private int Place(long step) => (int)(step % _planned.Length);

    /// <summary>The latest step with the fewest agents, as a place in the ring. The place before <paramref name="last"/> is the latest.</summary>
    private int LatestOfFewest(int last)
    {
        int place = _planned.AsSpan(0, last).LastIndexOf(_smallest);
        return place >= 0 ? place : last + _planned.AsSpan(last).LastIndexOf(_smallest);
    }
}
