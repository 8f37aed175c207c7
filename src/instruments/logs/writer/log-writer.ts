import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { Duration } from '../../../time/duration.ts';
import type { Arrival, ArrivalBudget } from '../ledger/judge-arrival.ts';
import type { Written } from '../ledger/ledger.ts';
import type { Measurement } from '../../../results/model.ts';

/** A pod that writes numbered lines. Disposing of it removes it. */
export interface LogWriter extends AsyncDisposable {
  readonly ref: Required<Ref>;
  /** The node that it runs on. */
  readonly node: string;
  readonly written: Written;
  /** How long it may take until all lines are written and have arrived. */
  readonly within: Duration;
  readonly budget: ArrivalBudget;
  /** How long the last line may take, in milliseconds. */
  readonly visibleMs: number;
  /** How many lines it had written when it was told to go on; 0 before. */
  linesBefore(): number;
  /**
   * Tells it to go on after the lines that it holds the others back for (`holdAfter`).
   * @throws InstrumentTooWeak LOG_WRITER_HOLDS when it does not hear that.
   */
  goOn(): Promise<void>;
  /** The time between two looks at the store, in milliseconds: longer when many writers are watched. */
  lookMs(): number;
  /** The name of the store in messages. */
  readonly store: string;
  /** Whether the kubelet has begun a new log file since the first line: its log does not begin with that any more. */
  isRotated(): Promise<boolean>;
  /** Deletes its pod, and returns when the API server has accepted that. */
  delete(): Promise<void>;
  /** One look at the store. */
  read(look: Look): Promise<Arrival>;
  /** What the looks have found, in figures; empty before the lines were read. */
  figures(): Measurement[];
  /** The same in sentences, as far as it is worth telling. */
  remarks(): string[];
}
