
namespace NeuroAgents.Overlay.Toolkit;

/// <summary>Something over the world that the mouse works in and that can be typed into. Places are in units from its own corner.</summary>
internal abstract class InteractiveCanvas : IDisposable
{
    /// <summary>What it is painted on.</summary>
    internal CachedCanvas Image { get; } = new();

    /// <summary>Its field that all keys and characters are for now; null for none.</summary>
    internal virtual Field? Typed => null;

    /// <summary>The cursor is at a place in it without a drag, or has left it: then, once, at −1, −1.</summary>
    /// <returns>Whether it looks different now.</returns>
    internal virtual bool Hover(float x, float y) => false;

    /// <summary>The left button went down in it.</summary>
    /// <returns>Whether the drag that begins so is its own, wherever it leads.</returns>
    internal virtual bool Press(float x, float y) => false;

    /// <summary>The cursor moved in a drag of its own.</summary>
    internal virtual void Drag(float x, float y)
    {
    }

    /// <summary>The button of a drag of its own went up.</summary>
    internal virtual void Release(float x, float y)
    {
    }

    /// <summary>The wheel turned over it.</summary>
    internal virtual void Turn(float x, float y, float notches)
    {
    }

    /// <summary>A character was typed into it.</summary>
    internal virtual void Type(char character)
    {
    }

    /// <summary>A key was pressed in it.</summary>
    internal virtual void Type(Key key)
    {
    }

    /// <summary>The person works elsewhere from now on.</summary>
    internal virtual void Leave()
    {
    }

    /// <inheritdoc/>
    public virtual void Dispose() => Image.Dispose();
}
