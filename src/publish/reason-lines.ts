import { cleanLine } from '../results/clean-text.ts';
import type { Reason } from '../results/model.ts';

/** A reason on a terminal and in a log: the cause, what to do, and the figures, one line each. */
export function reasonLines({ message, todo, counts }: Pick<Reason, 'message' | 'todo' | 'counts'>): string[] {
  return [
    cleanLine(message),
    ...(todo === undefined ? [] : [todoLine(todo)]),
    ...(counts === undefined ? [] : [cleanLine(counts)]),
  ];
}

/** @example todoLine('kubectl -n shop describe pod web-1', 'for one of them') // 'do, for one of them: kubectl -n shop …' */
export function todoLine(todo: string, of?: string): string {
  return `do${of === undefined ? '' : `, ${of}`}: ${cleanLine(todo)}`;
}
