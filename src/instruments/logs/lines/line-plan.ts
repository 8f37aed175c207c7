import { lineKinds, type LineKind, type LinePlan } from './line-kinds.ts';

/** A plan as an argument of the writer: `steady=1000@50`. */
export function formatPlan({ kind, count, perSecond }: LinePlan): string {
  return `${kind}=${count}${perSecond === undefined ? '' : `@${perSecond}`}`;
}

/** The plan of such an argument; `undefined` when it is none. */
export function parsePlan(text: string): LinePlan | undefined {
  const [, kind = '', count = '', perSecond] = /^([a-z0-9]+)=(\d{1,9})(?:@(\d{1,6}))?$/.exec(text) ?? [];
  if (!(lineKinds as readonly string[]).includes(kind) || perSecond === '0') return undefined;
  const lines = { kind: kind as LineKind, count: Number(count) };
  return perSecond === undefined ? lines : { ...lines, perSecond: Number(perSecond) };
}

/** The lines of a kind that belong to a part of the lines: after `from`, up to `to`; pure. @param part from 1 on. */
export function linesOfPart(count: number, part: number, parts: number): { from: number; to: number } {
  return { from: Math.floor((count * (part - 1)) / parts), to: Math.floor((count * part) / parts) };
}

/** How long the writing takes at least, in milliseconds. */
export function writingMs(plan: readonly LinePlan[]): number {
  return plan.reduce(
    (all, { count, perSecond }) => all + (perSecond === undefined ? 0 : (count / perSecond) * 1_000),
    0,
  );
}
