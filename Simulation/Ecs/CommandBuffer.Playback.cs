using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuroAgents.Simulation.Ecs;

/// <content>The playback of the recorded changes.</content>
public sealed partial class CommandBuffer
{
    /// <summary>Makes the recorded changes. All commands are checked first, so either all changes are made or none.</summary>
    /// <param name="world">The world that the recorded entities belong to.</param>
    /// <param name="dispose">Whether to empty the buffer for its next use, even if the playback is refused; false keeps the commands. Default: true.</param>
    /// <exception cref="ArgumentException">An entity is not alive in the world.</exception>
    /// <exception cref="InvalidOperationException">
    /// An entity already has a component to add or lacks a component to set or remove, or a query of the world is being iterated. In the last case the commands are kept.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed or the world was destroyed.</exception>
    public void Playback(World world, bool dispose = true)
    {
        ArgumentNullException.ThrowIfNull(world);
        ObjectDisposedException.ThrowIf(_disposed, this);

        // Outside the try, so that a mistaken playback inside a loop keeps the commands.
        world.RefuseWhileIterating("CommandBuffer.Playback");
        try
        {
            Check(world);
            Apply(world);
        }
        finally
        {
            if (dispose)
            {
                Clear();
            }
        }
    }

    private void Check(World world)
    {
        foreach (ref readonly Target target in CollectionsMarshal.AsSpan(_targets))
        {
            Signature signature = target.Created ?? world.SignatureOf(target.Entity);
            for (int i = target.First; i != None; i = _commands[i].Next)
            {
                Command command = _commands[i];
                bool has = signature.Contains(command.Type);
                if (command.Kind == Kind.Add ? has : !has && !Adds(in target, command.Type))
                {
                    throw new InvalidOperationException(
                        $"CommandBuffer.{command.Kind}: expected an entity {(has ? "without" : "with")} {command.Type.Name}, received {target.Entity} with {signature}.");
                }
            }
        }
    }

    private bool Adds(in Target target, ComponentType type)
    {
        for (int i = target.First; i != None; i = _commands[i].Next)
        {
            if (_commands[i].Kind == Kind.Add && _commands[i].Type == type)
            {
                return true;
            }
        }

        return false;
    }

    private void Apply(World world)
    {
        Span<Target> targets = CollectionsMarshal.AsSpan(_targets);
        foreach (ref Target target in targets)
        {
            target.Resolved = target.Created is { } signature ? world.Create(in signature) : target.Entity;
        }

        foreach (ref readonly Target target in targets)
        {
            ChangeComponents(world, in target, Kind.Add);
            WriteValues(world, in target);
            ChangeComponents(world, in target, Kind.Remove);
            if (target.Destroyed)
            {
                world.Destroy(target.Resolved);
            }
        }
    }

    private void ChangeComponents(World world, in Target target, Kind kind)
    {
        for (int i = target.First; i != None; i = _commands[i].Next)
        {
            Command command = _commands[i];

            // If an addition or removal was recorded twice, make it once.
            if (command.Kind == kind && world.SignatureOf(target.Resolved).Contains(command.Type) == (kind == Kind.Remove))
            {
                world.MoveToNeighbour(target.Resolved, kind == Kind.Add, command.Type);
            }
        }
    }

    private void WriteValues(World world, in Target target)
    {
        for (int i = target.First; i != None; i = _commands[i].Next)
        {
            Command command = _commands[i];
            if (command.Kind != Kind.Remove)
            {
                ref byte component = ref world.ComponentBytes(target.Resolved, command.Type);
                Unsafe.CopyBlockUnaligned(ref component, ref _values[command.ValueOffset], (uint)command.Type.Size);
            }
        }
    }
}
