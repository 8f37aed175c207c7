import {
  ledgerLimits,
  type LedgerOrder,
  type LedgerPage,
  type LedgerRecord,
} from '../../../src/instruments/agents/requests/ledger-protocol.ts';
import type { Clock } from '../../../src/time/clock.ts';

/** How a ledger sends its requests. */
export interface Sending {
  /** Sends one, over a new connection or one that it keeps; never rejects. */
  send(isNew: boolean): Promise<LedgerRecord>;
  /** Whether a connection may be opened. */
  mayOpen(): boolean;
  /** All requests have ended: closes the connections that it keeps. */
  close(): void;
  clock: Clock;
}

/** A running ledger. */
export interface Ledger {
  /** The records from this number on. @param options.stop sends no further requests */
  read(from: number, options: { stop: boolean }): LedgerPage;
  /** Whether it sends requests, or waits for answers. */
  readonly isRunning: boolean;
  /** Whether it has ended and nobody has read it for a while: it can be forgotten. */
  readonly isForgotten: boolean;
}

/**
 * Sends requests at the times of an order, evenly spaced, whether or not earlier ones are answered, and keeps what came of each. It ends at the end of
 * its order, when it is stopped, or when nobody reads it.
 */
export function startLedger(
  { perSecond, seconds }: Pick<LedgerOrder, 'perSecond' | 'seconds'>,
  sending: Sending,
): Ledger {
  const { clock } = sending;
  const began = clock.now();
  const all = Math.min(Math.floor(perSecond * seconds), ledgerLimits.requests);
  const records: LedgerRecord[] = [];
  const unanswered = new Set<Promise<void>>();
  let [due, missed] = [0, 0];
  let readAt = began;
  let isStopped = false;
  let isRunning = true;
  const isUnread = () => clock.now() - readAt > ledgerLimits.unreadMs;

  const sendNext = (at: number) => {
    const isNew = due % 2 === 0;
    due += 1;
    const isLate = clock.now() - at > ledgerLimits.lateMs;
    if (isLate || unanswered.size >= ledgerLimits.unanswered || (isNew && !sending.mayOpen())) {
      missed += 1;
      return;
    }
    const sent = sending.send(isNew).then((record) => {
      unanswered.delete(sent);
      records.push(record);
    });
    unanswered.add(sent);
  };
  const run = async () => {
    while (due < all && !isStopped && !isUnread()) {
      const at = began + (due * 1_000) / perSecond;
      const wait = at - clock.now();
      if (wait > 0) await clock.sleep(wait);
      if (!isStopped) sendNext(at);
    }
    isStopped = true;
    await Promise.all(unanswered);
    sending.close();
    isRunning = false;
  };
  void run();

  return {
    read: (from, { stop }) => {
      readAt = clock.now();
      if (stop) isStopped = true;
      const page = records.slice(from, from + ledgerLimits.page);
      const isOver = !isRunning && from + page.length >= records.length;
      return { now: Date.now(), due, missed, records: page, isOver };
    },
    get isRunning() {
      return isRunning;
    },
    get isForgotten() {
      return !isRunning && isUnread();
    },
  };
}
