using NeuroAgents.Simulation.Live;
using NeuroAgents.Viewer.Windowing;

namespace NeuroAgents.Viewer.Scripting;

/// <summary>A replay of an input script. The run stops at each of the script's frames until the window has handled the input, so a script always gives the same world.</summary>
/// <param name="script">The script to replay.</param>
/// <param name="runner">The runner of the run.</param>
/// <param name="lastFrame">The frame at which the viewer ends; null for none.</param>
/// <param name="handle">Handles a window event.</param>
/// <param name="invalidate">Called when the next picture must show the newest data everywhere.</param>
internal sealed class InputReplay(InputScript script, LiveRunner runner, long? lastFrame, Action<WindowEvent> handle, Action invalidate)
{
    private int _next;
    private long? _target;
    private bool _isShown;

    /// <summary>Whether the script has ended the viewer.</summary>
    internal bool IsQuitting { get; private set; }

    /// <summary>Whether the whole script has been replayed.</summary>
    internal bool IsOver => _next == script.Steps.Count;

    /// <summary>File for the current picture; null for none.</summary>
    internal string? Screenshot { get; private set; }

    /// <summary>Performs the next step once its frame is reached and a picture has shown the result of the previous step.</summary>
    /// <param name="isSettled">Whether the runner had no frame or command in progress before the newest snapshot was read.</param>
    /// <param name="frame">Frame of the newest snapshot.</param>
    /// <param name="scale">Pixels per unit.</param>
    /// <param name="size">Size of the window, pixels.</param>
    /// <exception cref="ScriptException">The script cannot continue.</exception>
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
            invalidate();
        }
        else if (!IsOver)
        {
            AdvanceTo(script.Steps[_next], frame, scale, size);
        }
        else if (runner.IsPaused && frame < lastFrame)
        {
            throw new ScriptException(script.Path, script.Steps[^1].Line, $"a script that ends with a running simulation, because frame {lastFrame} is still to come", $"one that leaves it paused at frame {frame}. Add key P");
        }
    }

    private void AdvanceTo(ScriptStep step, long frame, float scale, (int Width, int Height) size)
    {
        _target ??= step.Frame ?? frame + step.Wait;
        if (frame == _target)
        {
            runner.HoldAt = 0;
            Perform(step, scale, size);
            (_target, _isShown) = (null, false);
            _next++;
            runner.HoldAt = IsOver ? null : 0;
        }
        else if (frame > _target)
        {
            throw new ScriptException(script.Path, step.Line, $"frame {frame}, the current one, or a later one", $"{_target}");
        }
        else if (_target > lastFrame)
        {
            throw new ScriptException(script.Path, step.Line, $"a frame up to {lastFrame}, the last one of --frames", $"{_target}");
        }
        else if (runner.IsPaused)
        {
            throw new ScriptException(script.Path, step.Line, $"key P or O before it, because the run is paused at frame {frame}", $"a wait for frame {_target}");
        }
        else
        {
            runner.HoldAt = _target;
        }
    }

    private void Perform(ScriptStep step, float scale, (int Width, int Height) size)
    {
        foreach (WindowEvent windowEvent in step.Events)
        {
            (float x, float y) = (windowEvent.X * scale, windowEvent.Y * scale);
            if (x < 0 || y < 0 || x > size.Width || y > size.Height)
            {
                throw new ScriptException(
                    script.Path, step.Line, FormattableString.Invariant($"a position in the window of {size.Width / scale:0.#} × {size.Height / scale:0.#}"),
                    FormattableString.Invariant($"{windowEvent.X} {windowEvent.Y}"));
            }

            handle(windowEvent with { X = x, Y = y });
        }

        IsQuitting = step.IsEnd;
        Screenshot = step.Screenshot;
        if (Screenshot is not null)
        {
            invalidate();
        }
    }
}
