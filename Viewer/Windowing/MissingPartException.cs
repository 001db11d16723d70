using NeuroAgents.Overlay.Toolkit;

namespace NeuroAgents.Viewer.Windowing;

/// <summary>The exception for a missing part of the system. Its one-line message names the part, how to install it on each system, and how to run without a window.</summary>
public sealed class MissingPartException : Exception
{
    private const string Headless = "Without a window: dotnet run -c Release --project Simulation";

    private MissingPartException(string missing)
        : base($"{missing} {Headless}")
    {
    }

    private MissingPartException(string missing, string remedies)
        : this($"{missing} {remedies}")
    {
    }

    /// <summary>Creates the error for a missing GLFW library.</summary>
    /// <param name="names">The file names that were tried.</param>
    public static MissingPartException Glfw(IEnumerable<string> names) => new(
        $"the library GLFW 3 is missing (tried {string.Join(", ", names)}).",
        "Debian: apt install libglfw3. Fedora: dnf install glfw. macOS: brew install glfw. Windows: winget install glfw, or put glfw3.dll next to the program.");

    /// <summary>Creates the error for a window that cannot be opened.</summary>
    /// <param name="reason">The window library's reason.</param>
    public static MissingPartException Display(string reason) => new(
        $"there is no display to open a window on ({reason}).",
        "Debian: apt install xvfb, then xvfb-run COMMAND. Fedora: dnf install xorg-x11-server-Xvfb, then xvfb-run COMMAND. macOS and Windows: log in to a desktop.");

    /// <summary>Creates the error for an OpenGL that is missing or too old.</summary>
    /// <param name="reason">The window library's reason.</param>
    public static MissingPartException OpenGL(string reason) => new(
        $"OpenGL 3.3 is missing ({reason}).",
        "Debian: apt install libgl1-mesa-dri. Fedora: dnf install mesa-dri-drivers. macOS: part of 10.9 and later. Windows: the graphics card's driver, or put Mesa's opengl32.dll next to the program.");

    /// <summary>Creates the error for a missing font.</summary>
    /// <param name="error">The panels' error, which is the same for all games.</param>
    internal static MissingPartException Font(MissingFontException error) => new(error.Message);
}
