using System.CommandLine;
using DaRec.Cli.Settings;
using DaRec.Distributed;
using DaRec.Recommenders.Data;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <content>Under <c>mpirun</c>: process 0 trains as ever, and the others along with it.</content>
internal sealed partial class TrainCommand
{
    private bool IsFirst => _context.Processes.Rank == 0;

    private bool IsShared => _context.Processes.Size > 1;

    // Several processes compute on the processor, whatever else there is.
    private torch.Device Device(ParseResult parsed)
    {
        if (!IsShared)
        {
            return SharedOptions.DeviceOf(parsed, _device);
        }

        return parsed.GetValue(_device) is null or "cpu" or "auto"
            ? torch.CPU
            : throw new UsageException($"{_device.Name} {parsed.GetValue(_device)}: several processes train on the processor alone; type {_device.Name} cpu.");
    }

    private void EnsureShareable(TrainSettings settings)
    {
        if (IsShared && settings.BackboneMethod.Fit is not null)
        {
            throw new UsageException(
                $"{settings.BackboneMethod.Title} is computed, not trained: there is nothing to share among processes; start it without mpirun.");
        }
    }

    // Nothing is printed or written here. A signal to all processes ends process 0's epoch, and that needs the others.
    private int TrainAlong(Dataset full, TrainSettings settings)
    {
        using var prepared = TrainingRun.Prepare(full, settings);
        using var run = new TrainingRun(full, prepared, settings, _context.Processes);
        using var result = run.Trainer.Train(progress: null, CancellationToken.None);
        return CliProgram.Done;
    }

    private string Shared() => _context.Processes is MpiCommunicator { Size: > 1 } mpi ? $", in {mpi.Size} processes ({mpi.Library})" : "";
}
