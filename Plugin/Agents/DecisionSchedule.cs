namespace NeuroAgents.Agents;

/// <summary>The steps in which agents decide next. Each agent waits at most one period, and all steps have about the same number of agents.</summary>
/// <remarks>
/// <para>A ring counts the agents planned for each of the next <c>period</c> steps. An agent that decides is planned one period ahead, unless another step has fewer agents. In that case the agent
/// decides early, once, and keeps the new rhythm. Births and deaths therefore level out within one period: after each step its new count is at most one above the smallest count.</para>
/// <para>An agent that was not passed in its step leaves the ring and is due as soon as it is passed. Does not allocate.</para>
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

        // The agents of this step are now due, so its ring entry counts the step one period ahead.
        _planned[Place(Step)] = 0;
        _smallest = 0;
    }

    internal bool IsDue(long step) => step <= Step;

    /// <summary>Plans the next decision of an agent that decides in the current step.</summary>
    /// <param name="step">The step that the agent was planned for.</param>
    /// <returns>The step of its next decision.</returns>
    internal long Next(long step)
    {
        if (_planned.Length == 1)
        {
            return Step + 1;
        }

        Cancel(step);
        int last = Place(Step);
        int place = _planned[last] == _smallest ? last : FindLatestSmallest(last);
        long next = Step + place - last + (place > last ? 0 : _planned.Length);
        Plan(next);
        return next;
    }

    /// <summary>Adds an agent to the counts, such as one of a saved game.</summary>
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

    /// <summary>Removes an agent from the counts, because it will not decide in its planned step.</summary>
    internal void Cancel(long step)
    {
        if (step > Step)
        {
            _smallest = Math.Min(_smallest, --_planned[Place(step)]);
        }
    }

    private int Place(long step) => (int)(step % _planned.Length);

    /// <summary>Finds the latest step with the fewest agents, as a ring index. The search runs backwards around the ring from <paramref name="last"/>.</summary>
    private int FindLatestSmallest(int last)
    {
        int place = _planned.AsSpan(0, last).LastIndexOf(_smallest);
        return place >= 0 ? place : last + _planned.AsSpan(last).LastIndexOf(_smallest);
    }
}
