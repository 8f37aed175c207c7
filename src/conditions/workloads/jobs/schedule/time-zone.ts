/** What the clocks of a place show. */
export interface TimeZone {
  /** What its clocks are ahead of UTC at this time, in milliseconds. @param at milliseconds since 1970. */
  offsetAt(at: number): number;
}

const known = new Map<string, TimeZone | undefined>();

/**
 * A time zone of the IANA database; `undefined` when this machine does not know it.
 * @example timeZone('Europe/Berlin')?.offsetAt(Date.UTC(2026, 6, 1)) // 7_200_000
 */
export function timeZone(name: string): TimeZone | undefined {
  if (!known.has(name)) known.set(name, create(name));
  return known.get(name);
}

/** A place whose clocks are always ahead of UTC by this many milliseconds. */
export function fixedZone(offset: number): TimeZone {
  return { offsetAt: () => offset };
}

function create(name: string): TimeZone | undefined {
  // The API server refuses offsets such as `+01:00`, which are no names.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return {
    offsetAt: (at) => {
      const shown = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
        /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(shown) ?? [];
      const size = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
      return sign === '-' ? -size : size;
    },
  };
}
