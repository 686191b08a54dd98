namespace DaRec.Recommenders.Training;

/// <summary>Looks at a training from time to time, and changes nothing in it (<see cref="TrainerOptions.Observers"/>).</summary>
/// <example>
/// <code>
/// sealed class Norms : ITrainingObserver
/// {
///     public int Every => 10;
///
///     public void Observe(TrainingSnapshot training) => Console.WriteLine($"{training.Epoch}: {training.Items.norm()}");
/// }
/// </code>
/// </example>
public interface ITrainingObserver
{
    /// <summary>Number of epochs from one look to the next, ≥ 1.</summary>
    int Every { get; }

    /// <summary>Looks at the end of an epoch, on the thread that trains, which waits.</summary>
    /// <param name="training">Valid in this call alone.</param>
    void Observe(TrainingSnapshot training);
}
