/** @example formatWorkers(1) // '1 worker' */
export function formatWorkers(count: number): string {
  return `${count} worker${count === 1 ? '' : 's'}`;
}
