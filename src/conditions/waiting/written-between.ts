/**
 * The span in which a time stamp was written: the whole second that it names; if it has decimals (Leases, Events), the unit of the last one.
 * @param stamp RFC 3339, in UTC.
 */
export function writtenBetween(stamp: string | undefined): readonly [Date, Date] | undefined {
  if (stamp === undefined) return undefined;
  const from = Date.parse(stamp);
  if (Number.isNaN(from)) return undefined;
  const hasDecimals = /\.\d+/.test(stamp);
  return [new Date(from), new Date(from + (hasDecimals ? 1 : 1_000))];
}
