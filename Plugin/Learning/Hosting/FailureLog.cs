using System.Runtime.ExceptionServices;

namespace NeuroAgents.Learning.Hosting;

/// <summary>Exceptions of outside code, kept until the state of every brain is complete.</summary>
/// <remarks>Does not allocate while nothing fails. One thread at a time.</remarks>
internal sealed class FailureLog(string furtherKey)
{
    private readonly List<ExceptionDispatchInfo> _failures = [];

    internal void Keep(Exception error) => _failures.Add(ExceptionDispatchInfo.Capture(error));

    /// <summary>Throws the first kept exception, with the others in its data, and clears the list.</summary>
    internal void Throw()
    {
        if (_failures.Count > 0)
        {
            ThrowFirst();
        }
    }

    private void ThrowFirst()
    {
        ExceptionDispatchInfo first = _failures[0];
        Exception[] further = [.. _failures.Skip(1).Select(failure => failure.SourceException).Where(error => error != first.SourceException)];
        _failures.Clear();
        if (further.Length > 0)
        {
            first.SourceException.Data[furtherKey] = further;
        }

        first.Throw();
    }
}
