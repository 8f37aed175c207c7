import type { LedgerRecord } from '../../../instruments/agents/requests/ledger-protocol.ts';
import type { AgentClock } from './agent-clock.ts';

/** A request of a ledger, with its times on the clock of `Cluster`, in milliseconds. */
export interface SentRequest extends LedgerRecord {
  /** The node of the agent that sent it. */
  node: string;
}

/** All that the agents sent in one ledger. */
export interface RequestLedger {
  requests: readonly SentRequest[];
  /** How many were due. */
  due: number;
  /** How many of them were not sent. */
  missed: number;
  /** An agent ended by itself before the ledger was closed: for so long all of them sent, in milliseconds. */
  endedEarly?: { afterMs: number };
  /** The clocks of the agents' nodes. */
  clocks: ReadonlyMap<string, AgentClock>;
}

/** Whether it failed: without a whole answer, or with an error. */
export function hasFailed({ status, error }: Pick<LedgerRecord, 'status' | 'error'>): boolean {
  return error !== undefined || status === undefined || status >= 400;
}
