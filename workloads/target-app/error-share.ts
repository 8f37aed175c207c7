/**
 * Decides for each request whether it fails, so that an exact share of them fails, evenly spread: a test that
 * counts failures must not depend on chance.
 */
export function errorShare(): (rate: number) => boolean {
  let owed = 0;
  return (rate) => {
    owed += rate;
    // Because of rounding, sums of shares such as 0.1 may be slightly below 1.
    if (owed < 1 - 1e-9) return false;
    owed = Math.max(0, owed - 1);
    return true;
  };
}
