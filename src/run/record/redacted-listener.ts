import { redacted } from '../../redaction/redacted.ts';
import { redactedValues } from '../../redaction/redacted-values.ts';
import type { RunListener } from './run-listener.ts';

/** Names that the suite gives, by which records and results are compared: they are the same everywhere. */
const NAMES: ReadonlySet<string> = new Set(['id', 'area', 'title', 'group', 'file', 'code', 'startedAt', 'endedAt']);

/**
 * A part of the results, without what looks like a credential. All that a run records passes through here, and so all that is rendered from it.
 */
export function redactedRecord<T>(record: T): T {
  return redactedValues(record, NAMES);
}

/** A listener that is told nothing that looks like a credential. Those that get what is recorded need no more. */
export function redactedListener(listener: RunListener): RunListener {
  return {
    ...listener,
    ...(listener.phase && { phase: (text: string) => listener.phase?.(redacted(text)) }),
    ...(listener.note && { note: (text: string) => listener.note?.(redacted(text)) }),
  };
}
