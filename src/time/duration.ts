/** A length of time with its unit: `'500ms'`, `'90s'`, `'3m'`, `'2h'`. The unit is part of the type, so `within: 180` does not compile. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h'}`;

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const ONE = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/;
/** Whole numbers, the largest unit first, each unit once. */
const SEVERAL = /^(?=\d)(?:(\d+) ?h)? ?(?:(\d+) ?m(?!s))? ?(?:(\d+) ?s)? ?(?:(\d+) ?ms)?$/;

/**
 * Whether a text is a {@link Duration}, or one as people write it, which {@link milliseconds} takes as well: `1h30m`, `1h 30m`, `10 s`. A number
 * without a unit is none: `1h30` means half an hour more to some and half a minute more to others.
 */
export function isDuration(text: string): text is Duration {
  return ONE.test(text) || (SEVERAL.test(text) && text === text.trim());
}

/**
 * The length of a duration in milliseconds.
 * @throws RangeError when the text is not a duration.
 * @example milliseconds('1.5m') // 90_000
 */
export function milliseconds(duration: Duration): number {
  const [, number, unit] = ONE.exec(duration) ?? [];
  if (number !== undefined) return Number(number) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
  const [, hours = 0, minutes = 0, seconds = 0, rest = 0] = SEVERAL.exec(duration) ?? [];
  if (!isDuration(duration))
    throw new RangeError(`'${String(duration)}' is not a duration: write a number and ms, s, m or h, as in '90s'`);
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000 + Number(rest);
}

/**
 * A duration as people write it; the shorter it is, the more precise.
 * @example formatDuration(0.25) // '250 ms'
 * @example formatDuration(94) // '1m34s'
 */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}h${String(minutes).padStart(2, '0')}m` : `${minutes}m${String(rest).padStart(2, '0')}s`;
}
