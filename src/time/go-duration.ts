const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600 };

/**
 * The seconds of a duration in the format of Go.
 * @returns `undefined` when the text is none.
 * @example goDuration('1m30s') // 90
 * @example goDuration('500ms') // 0.5
 */
export function goDuration(text: string | undefined): number | undefined {
  if (text === undefined || !/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (total, [, number, unit]) => total + Number(number) * (UNITS[unit ?? 's'] ?? 1),
    0,
  );
}
