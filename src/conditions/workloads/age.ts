const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/**
 * How long ago something was, in its largest unit.
 * @param ms in milliseconds.
 * @example formatAge(5_300_000_000) // '61 days'
 */
export function formatAge(ms: number): string {
  const [unit, size] = UNITS.find(([, length]) => ms >= 2 * length) ?? UNITS[3];
  const number = Math.floor(Math.max(0, ms) / size);
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
