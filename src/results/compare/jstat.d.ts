/** The part of jstat that is used; the package has no types. */
declare module 'jstat' {
  interface StudentT {
    /** The probability of at most this value. */
    cdf(value: number, freedom: number): number;
    /** The value that has this probability of at most it. */
    inv(probability: number, freedom: number): number;
  }
  const jStat: { readonly studentt: StudentT };
  export default jStat;
}
