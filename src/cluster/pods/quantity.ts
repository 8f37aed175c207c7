const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The number that a Kubernetes quantity means: cores, bytes, or another unit.
 * @returns `undefined` when the text is not a quantity.
 * @example quantity('250m') // 0.25
 * @example quantity('64Mi') // 67_108_864
 */
export function quantity(text: string | undefined): number | undefined {
  const [, number, exponent, suffix] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(text ?? '') ?? [];
  if (number === undefined) return undefined;
  const value = Number(number);
  return exponent === undefined ? value * (FACTORS[suffix ?? ''] ?? Number.NaN) : Number(`${number}${exponent}`);
}
