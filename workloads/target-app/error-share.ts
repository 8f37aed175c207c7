/**
 * Says of each request whether it is to fail, so that a share of them does: evenly spread and exact, for a test that
 * counts must not meet a lucky draw.
 */
export function errorShare(): (rate: number) => boolean {
  let owed = 0;
  return (rate) => {
    owed += rate;
    // Sums of shares such as 0.1 fall short of 1 by the last bit.
    if (owed < 1 - 1e-9) return false;
    owed = Math.max(0, owed - 1);
    return true;
  };
}
