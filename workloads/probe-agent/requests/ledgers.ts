import { ShakedownError } from '../../../src/errors/shakedown-error.ts';
import {
  ledgerLimits,
  type LedgerOrder,
  type LedgerPage,
  type LedgerRead,
} from '../../../src/instruments/agents/requests/ledger-protocol.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { keptConnection, sendRequest } from './send-request.ts';
import { startLedger, type Ledger } from './ledger.ts';

/** How many connections a ledger keeps, which are used in turn: with few of them each is used often, and so belongs to no idle ones that an app closes. */
const KEPT = 4;

/** The request ledgers of one agent. */
export interface Ledgers {
  /** @throws ShakedownError CALL_INVALID when there are too many */
  start(order: LedgerOrder): void;
  /** @throws ShakedownError LEDGER_UNKNOWN */
  read(read: LedgerRead): LedgerPage;
}

/** @param mayOpen whether a connection may be opened. */
export function ledgersOf(mayOpen: () => boolean): Ledgers {
  const known = new Map<string, Ledger>();
  return {
    start: (order) => {
      for (const [id, ledger] of known) if (ledger.isForgotten) known.delete(id);
      // The answer to an earlier call may have been lost.
      if (known.has(order.id)) return;
      const running = [...known.values()].filter((ledger) => ledger.isRunning).length;
      if (running >= ledgerLimits.atOnce)
        throw new ShakedownError('CALL_INVALID', {
          meaning: 'suite',
          expected: `at most ${ledgerLimits.atOnce} ledgers at the same time`,
          seen: `${running} ledgers`,
        });
      const kept = Array.from({ length: KEPT }, keptConnection);
      let turn = 0;
      const send = (isNew: boolean) => sendRequest(order, isNew ? undefined : kept[turn++ % KEPT]);
      const close = () => kept.forEach((pool) => pool.destroy());
      known.set(order.id, startLedger(order, { send, mayOpen, close, clock: systemClock }));
    },
    read: ({ id, from, stop = false }) => {
      const ledger = known.get(id);
      if (!ledger)
        throw new ShakedownError('LEDGER_UNKNOWN', {
          meaning: 'suite',
          expected: 'a ledger that this agent has started',
          seen: `no ledger ${id}`,
        });
      return ledger.read(from, { stop });
    },
  };
}
