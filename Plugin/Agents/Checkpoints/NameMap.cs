namespace NeuroAgents.Agents.Checkpoints;

/// <summary>Where each of some names stands in another order of names, in which some may be missing.</summary>
internal sealed class NameMap
{
    private readonly int[] _sources;
    private readonly int _sourceCount;

    private NameMap(int[] sources, int sourceCount) => (_sources, _sourceCount) = (sources, sourceCount);

    internal static NameMap Create<T>(IEnumerable<T> from, IEnumerable<T> to)
        where T : notnull
    {
        Dictionary<T, int> places = [];
        foreach (T name in from)
        {
            places.Add(name, places.Count);
        }

        return new NameMap([.. to.Select(name => places.TryGetValue(name, out int place) ? place : -1)], places.Count);
    }

    /// <summary>Number of new names.</summary>
    internal int TargetCount => _sources.Length;

    /// <summary>Number of old names.</summary>
    internal int SourceCount => _sourceCount;

    /// <summary>This map, followed by another one for the places behind it.</summary>
    internal NameMap Then(NameMap next)
        => new([.. _sources, .. next._sources.Select(source => source < 0 ? -1 : source + _sourceCount)], _sourceCount + next._sourceCount);

    /// <summary>Its place among the old names, or −1.</summary>
    internal int Source(int place) => _sources[place];

    internal IEnumerable<T> Matched<T>(Func<int, T> name) => Enumerable.Range(0, _sources.Length).Where(place => _sources[place] >= 0).Select(name);

    internal IEnumerable<T> Added<T>(Func<int, T> name) => Enumerable.Range(0, _sources.Length).Where(place => _sources[place] < 0).Select(name);

    internal IEnumerable<T> Dropped<T>(Func<int, T> name) => Enumerable.Range(0, _sourceCount).Except(_sources).Select(name);
}
