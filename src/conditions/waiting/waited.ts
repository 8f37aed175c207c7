/** What a wait came to. */
export interface Waited<Seen> {
  seen: Seen;
  /** From the call to the look that was ready, in seconds. */
  seconds: number;
  /** How often it was looked at. */
  looks: number;
  /** How often the API server failed a look for a moment. */
  retried: number;
  /** How often it fell back on the way: fewer replicas available, or fewer parts ready, than at the look before. */
  dips: number;
  /** When the change that made it ready came into our sight. */
  seenAt: Date;
  /** When the cluster says it wrote that change: the whole second, or the microsecond, it is known to. */
  writtenBetween: readonly [Date, Date] | undefined;
}
