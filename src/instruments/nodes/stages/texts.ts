import { quantity } from '../../../cluster/pods/quantity.ts';
import type { NodePool } from '../find/karpenter.ts';

/** The most of a foreign text that is repeated. */
const MOST = 300;

/** A foreign text in one line, not longer than can be read. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line;
}

/**
 * The limits of a NodePool that keep it from adding a node, with what is used; pure. `undefined` when they do not.
 * @param said what Karpenter says about a pod: it names limits that the next node would exceed.
 */
export function limitText({ spec, status }: NodePool, said = ''): string | undefined {
  const limits = Object.entries(spec?.limits ?? {}).map(([name, most]) => {
    const used = status?.resources?.[name] ?? '0';
    return {
      text: `${name} ${used} of ${most}`,
      isFull: (quantity(used) ?? 0) >= (quantity(String(most)) ?? Infinity),
    };
  });
  if (limits.length === 0) return undefined;
  const full = limits.filter(({ isFull }) => isFull);
  if (full.length === 0 && !/exceed\w* limits|limits have been exhausted/i.test(said)) return undefined;
  return quoted((full.length > 0 ? full : limits).map(({ text }) => text).join(', '));
}
