/** Undo and redo over whole states: a state is immutable, so keeping one costs its changed parts only. */
export class History<State> {
  private before: State[] = [];
  private after: State[] = [];

  constructor(
    public state: State,
    private readonly limit = 60,
  ) {}

  change(next: State): void {
    this.before.push(this.state);
    if (this.before.length > this.limit) this.before.shift();
    this.after = [];
    this.state = next;
  }

  /** Replace the present without a step of its own, for what layout moves. */
  settle(next: State): void {
    this.state = next;
  }

  undo(): boolean {
    return this.move(this.before, this.after);
  }

  redo(): boolean {
    return this.move(this.after, this.before);
  }

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  get canRedo(): boolean {
    return this.after.length > 0;
  }

  private move(from: State[], to: State[]): boolean {
    const next = from.pop();
    if (next === undefined) return false;
    to.push(this.state);
    this.state = next;
    return true;
  }
}
