import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';

/** A node has no probe agent any more, so nothing can be tested from there. */
export class AgentLost extends InstrumentTooWeak {
  readonly node: string;
  /** Its node was deleted, or is being deleted. */
  readonly isDeleted: boolean;

  /** @param options.isDeleted whether its node was deleted. @default false */
  constructor(node: string, reason: string, cause?: unknown, { isDeleted = false }: { isDeleted?: boolean } = {}) {
    super('PROBE_AGENT_LOST', {
      expected: `the probe agent on node ${node} to answer`,
      seen: reason,
      ...(cause === undefined ? {} : { cause }),
    });
    this.node = node;
    this.isDeleted = isDeleted;
  }
}
