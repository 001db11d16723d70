using System.Runtime.InteropServices;

namespace NeuroAgents.Viewer.Windowing.Glfw;

/// <summary>The GLFW 3 functions and constants that the viewer uses, under their own names.</summary>
internal static unsafe partial class GlfwFunctions
{
    internal const int True = 1;
    internal const int Press = 1;
    internal const int Repeat = 2;
    internal const int ModControl = 0x0002;
    internal const int ModAlt = 0x0004;
    internal const int ModSuper = 0x0008;

    internal const int StencilBits = 0x00021006;
    internal const int DepthBits = 0x00021005;
    internal const int ScaleToMonitor = 0x0002200C;
    internal const int ContextVersionMajor = 0x00022002;
    internal const int ContextVersionMinor = 0x00022003;
    internal const int OpenGLForwardCompatible = 0x00022006;
    internal const int ContextDebug = 0x00022007;
    internal const int OpenGLProfile = 0x00022008;
    internal const int OpenGLCoreProfile = 0x00032001;

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwInit")]
    internal static partial int Init();

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetError")]
    internal static partial int GetError(out nint description);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwDefaultWindowHints")]
    internal static partial void DefaultWindowHints();

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwWindowHint")]
    internal static partial void WindowHint(int hint, int value);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwCreateWindow", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint CreateWindow(int width, int height, string title, nint monitor, nint share);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwDestroyWindow")]
    internal static partial void DestroyWindow(nint window);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetWindowUserPointer")]
    internal static partial void SetWindowUserPointer(nint window, nint pointer);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetWindowUserPointer")]
    internal static partial nint GetWindowUserPointer(nint window);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwWindowShouldClose")]
    internal static partial int WindowShouldClose(nint window);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetWindowSize")]
    internal static partial void GetWindowSize(nint window, out int width, out int height);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetWindowSize")]
    internal static partial void SetWindowSize(nint window, int width, int height);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetFramebufferSize")]
    internal static partial void GetFramebufferSize(nint window, out int width, out int height);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetWindowContentScale")]
    internal static partial void GetWindowContentScale(nint window, out float x, out float y);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwPollEvents")]
    internal static partial void PollEvents();

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetClipboardString")]
    internal static partial nint GetClipboardString(nint window);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetClipboardString", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetClipboardString(nint window, string text);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwMakeContextCurrent")]
    internal static partial void MakeContextCurrent(nint window);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetCurrentContext")]
    internal static partial nint GetCurrentContext();

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSwapBuffers")]
    internal static partial void SwapBuffers(nint window);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSwapInterval")]
    internal static partial void SwapInterval(int interval);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwGetProcAddress", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GetProcAddress(string name);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetKeyCallback")]
    internal static partial nint SetKeyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, int, void> callback);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetCharCallback")]
    internal static partial nint SetCharCallback(nint window, delegate* unmanaged[Cdecl]<nint, uint, void> callback);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetMouseButtonCallback")]
    internal static partial nint SetMouseButtonCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, void> callback);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetCursorPosCallback")]
    internal static partial nint SetCursorPosCallback(nint window, delegate* unmanaged[Cdecl]<nint, double, double, void> callback);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetScrollCallback")]
    internal static partial nint SetScrollCallback(nint window, delegate* unmanaged[Cdecl]<nint, double, double, void> callback);

    [LibraryImport(GlfwLibrary.Name, EntryPoint = "glfwSetDropCallback")]
    internal static partial nint SetDropCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, nint*, void> callback);

    /// <summary>Returns GLFW's description of the last call's error.</summary>
    internal static string LastError()
        => GetError(out nint description) == 0 || description == 0 ? "unknown reason" : Marshal.PtrToStringUTF8(description)!.ReplaceLineEndings(" ");
}
