using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>A replay of an input script: the run rests at the frames that it names until the window has answered, so the same script gives the same world each time.</summary>
/// <param name="script">What is replayed.</param>
/// <param name="runner">What runs.</param>
/// <param name="lastFrame">The frame at which the viewer ends; null for none.</param>
/// <param name="handle">Answers what happens.</param>
/// <param name="renew">Called when the next picture has to show all that is known.</param>
internal sealed class InputReplay(InputScript script, LiveRunner runner, long? lastFrame, Action<WindowEvent> handle, Action renew)
{
    private int _next;
    private long? _target;
    private bool _isShown;

    /// <summary>Whether the viewer is to end.</summary>
    internal bool IsQuitting { get; private set; }

    /// <summary>Whether all of it was replayed.</summary>
    internal bool IsOver => _next == script.Steps.Count;

    /// <summary>Where this picture goes; null for nowhere.</summary>
    internal string? Screenshot { get; private set; }

    /// <summary>Does the next thing when its frame has come and a picture has shown what came of the one before.</summary>
    /// <param name="isSettled">Whether nothing was under way before the newest snapshot was taken.</param>
    /// <param name="frame">The newest snapshot's frame.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="size">Size of the window, pixels.</param>
    /// <exception cref="ScriptException">It can't go on.</exception>
    internal void Advance(bool isSettled, long frame, float scale, (int Width, int Height) size)
    {
        Screenshot = null;
        if (!isSettled)
        {
            _isShown = false;
        }
        else if (!_isShown)
        {
            _isShown = true;
            renew();
        }
        else if (!IsOver)
        {
            Meet(script.Steps[_next], frame, scale, size);
        }
        else if (runner.IsPaused && frame < lastFrame)
        {
            throw new ScriptException(script.Path, script.Steps[^1].Line, $"a script that lets the run come to frame {lastFrame}", $"one that leaves it paused at {frame}");
        }
    }

    private void Meet(ScriptStep step, long frame, float scale, (int Width, int Height) size)
    {
        _target ??= step.Frame ?? frame + step.Wait;
        if (frame == _target)
        {
            runner.HoldAt = 0;
            Do(step, scale, size);
            (_target, _isShown) = (null, false);
            _next++;
            runner.HoldAt = IsOver ? null : 0;
        }
        else if (frame > _target)
        {
            throw new ScriptException(script.Path, step.Line, $"a frame from {frame}, where the run is", $"{_target}");
        }
        else if (_target > lastFrame)
        {
            throw new ScriptException(script.Path, step.Line, $"a frame up to {lastFrame}, where the run ends", $"{_target}");
        }
        else if (runner.IsPaused)
        {
            throw new ScriptException(script.Path, step.Line, $"key P or O before it, as the run is paused at frame {frame}", $"a wait for frame {_target}");
        }
        else
        {
            runner.HoldAt = _target;
        }
    }

    private void Do(ScriptStep step, float scale, (int Width, int Height) size)
    {
        foreach (WindowEvent happens in step.Events)
        {
            (float x, float y) = (happens.X * scale, happens.Y * scale);
            if (x < 0 || y < 0 || x > size.Width || y > size.Height)
            {
                throw new ScriptException(
                    script.Path, step.Line, FormattableString.Invariant($"a place in the window, which has {size.Width / scale:0.#} × {size.Height / scale:0.#}"),
                    FormattableString.Invariant($"{happens.X} {happens.Y}"));
            }

            handle(happens with { X = x, Y = y });
        }

        IsQuitting = step.IsEnd;
        Screenshot = step.Screenshot;
        if (Screenshot is not null)
        {
            renew();
        }
    }
}
