return NeuroAgents.Viewer.Application.ViewerProgram.Run(args);
