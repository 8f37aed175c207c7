/** The result of a wait. */
export interface Waited<Seen> {
  seen: Seen;
  /** What is worth telling although the condition is met. */
  remark?: string | undefined;
  /** From the call to the look that met the condition, in seconds. */
  seconds: number;
  /** The number of looks. */
  looks: number;
  /** How often the API server failed a look transiently. */
  retried: number;
  /** How often the progress decreased: fewer replicas available, or fewer parts ready, than at the look before. */
  dips: number;
  /** When the suite saw the change that met the condition. */
  seenAt: Date;
  /** When the cluster wrote that change, according to its time stamp: a whole second, or a microsecond. */
  writtenBetween: readonly [Date, Date] | undefined;
}
