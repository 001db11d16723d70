
namespace NeuroAgents.Overlay.Toolkit;

/// <summary>A canvas over the world that handles the mouse and typed text. Places are in units from the canvas's corner.</summary>
internal abstract class InteractiveCanvas : IDisposable
{
    /// <summary>The image that the canvas is painted on.</summary>
    internal CachedCanvas Image { get; } = new();

    /// <summary>The field that receives all keys and characters now; null for none.</summary>
    internal virtual Field? Typed => null;

    /// <summary>Handles a cursor move without a drag. When the cursor leaves, one call passes −1, −1.</summary>
    /// <returns>Whether the canvas must be repainted.</returns>
    internal virtual bool Hover(float x, float y) => false;

    /// <summary>Handles a press of the left button in the canvas.</summary>
    /// <returns>Whether the canvas receives the drag that begins here, even outside its area.</returns>
    internal virtual bool Press(float x, float y) => false;

    /// <summary>Handles a cursor move in a drag that the canvas receives.</summary>
    internal virtual void Drag(float x, float y)
    {
    }

    /// <summary>Handles the end of a drag that the canvas receives.</summary>
    internal virtual void Release(float x, float y)
    {
    }

    /// <summary>Handles a turn of the wheel over the canvas.</summary>
    internal virtual void Scroll(float x, float y, float notches)
    {
    }

    /// <summary>Handles a typed character.</summary>
    internal virtual void Type(char character)
    {
    }

    /// <summary>Handles a pressed key.</summary>
    internal virtual void Type(Key key)
    {
    }

    /// <summary>Ends typing, because the user works elsewhere.</summary>
    internal virtual void Leave()
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose() => Image.Dispose();
}
