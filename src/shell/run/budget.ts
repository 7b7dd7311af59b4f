/** A command line was stopped because it would not have ended by itself; caught where the line is run. */
export class BudgetError extends Error {}

/** Work units of one command line: a command is 100, a step of a pattern or of an expansion 1. */
const MAX_UNITS = 100_000_000;
/** Characters that one command line may write or hold at once. */
const MAX_CHARACTERS = 16_000_000;
/** Work units of one command line without a pause: nothing else happens meanwhile. */
const MAX_UNITS_AT_ONCE = 10_000_000;
const COMMAND_UNITS = 100;
/** After so much work without a pause, the shell lets others go on. */
const PAUSE_UNITS = 200_000;

/** Bounds what one command line does, so that nothing that is typed can hang the page or fill its memory. */
export class Budget {
  private units = 0;
  private characters = 0;
  private pausedAt = 0;

  /** Throws a BudgetError when it is used up. */
  readonly spend = (units: number): void => {
    this.units += units;
    if (this.units > MAX_UNITS) throw new BudgetError('stopped: too much work for one command line');
    if (this.units - this.pausedAt > MAX_UNITS_AT_ONCE) throw new BudgetError('stopped: too much work at once');
  };

  /** Brings the next pause nearer for work that counts little but takes its time, such as kubectl's. */
  tire(units: number): void {
    this.pausedAt -= units;
  }

  spendCommand(): void {
    this.spend(COMMAND_UNITS);
  }

  write(characters: number): void {
    this.characters += characters;
    if (this.characters > MAX_CHARACTERS) throw new BudgetError('stopped: too much output for one command line');
  }

  /** Whether it is time to let others go on; asked between commands, and by those that go on for long. */
  isPauseDue(): boolean {
    if (this.units - this.pausedAt < PAUSE_UNITS) return false;
    this.pausedAt = this.units;
    return true;
  }
}
