using System.Runtime.CompilerServices;
using Silk.NET.OpenGL;

namespace NeuroAgents.Viewer.Rendering;

/// <summary>A buffer on the graphics card with one record per shape. All shapes are drawn as squares in one call.</summary>
/// <typeparam name="T">The record, which consists only of floats.</typeparam>
internal sealed unsafe class Instances<T> : IDisposable
    where T : unmanaged
{
    private readonly GL _gl;
    private readonly uint _array;
    private readonly uint _buffer;
    private int _capacity;
    private int _count;

    /// <param name="gl">The context's functions.</param>
    /// <param name="attributes">Number of floats of each shader input, in the order of the record's fields.</param>
    internal Instances(GL gl, params ReadOnlySpan<int> attributes)
    {
        _gl = gl;
        _array = gl.GenVertexArray();
        _buffer = gl.GenBuffer();
        gl.BindVertexArray(_array);
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        int offset = 0;
        for (uint i = 0; i < attributes.Length; i++)
        {
            gl.EnableVertexAttribArray(i);
            gl.VertexAttribPointer(i, attributes[(int)i], VertexAttribPointerType.Float, false, (uint)Unsafe.SizeOf<T>(), (void*)offset);
            gl.VertexAttribDivisor(i, 1);
            offset += attributes[(int)i] * sizeof(float);
        }
    }

    /// <summary>Uploads other shapes to the card. Does not allocate.</summary>
    internal void Upload(ReadOnlySpan<T> shapes)
    {
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        if (shapes.Length > _capacity)
        {
            _capacity = Math.Max(shapes.Length, 2 * _capacity);
        }

        // Each upload gets new storage, as the card may still be drawing from the last one.
        _gl.BufferData(BufferTargetARB.ArrayBuffer, (nuint)(_capacity * Unsafe.SizeOf<T>()), null, BufferUsageARB.StreamDraw);
        _gl.BufferSubData<T>(BufferTargetARB.ArrayBuffer, 0, shapes);
        _count = shapes.Length;
    }

    /// <summary>Draws all shapes with the program in use, in one call; makes no call if there are none.</summary>
    internal void Draw()
    {
        if (_count > 0)
        {
            _gl.BindVertexArray(_array);
            _gl.DrawArraysInstanced(PrimitiveType.TriangleStrip, 0, 4, (uint)_count);
        }
    }

    public void Dispose()
    {
        _gl.DeleteBuffer(_buffer);
        _gl.DeleteVertexArray(_array);
    }
}
