import type { Told } from '../../../conditions/platform/entrance-kinds.ts';

/**
 * What is wrong with one of the conditions that must be True, of the present generation; `undefined` when nothing is; pure.
 * @param generation of the object. @param what whose conditions these are: `listener web: `. @default those of the object
 */
export function conditionTrouble(
  conditions: readonly Told[] | undefined,
  wanted: readonly string[],
  generation: number | undefined,
  what = '',
): string | undefined {
  for (const type of wanted) {
    const told = conditions?.find((one) => one.type === type);
    if (!told) return `${what}its controller has not told whether it is ${type}`;
    if (told.status !== 'True') {
      const why = [told.reason, told.message].filter(Boolean).join(': ');
      return `${what}${type} is ${told.status}${why === '' ? '' : `: ${why}`}`;
    }
    if (generation !== undefined && told.observedGeneration !== undefined && told.observedGeneration < generation)
      return `${what}its controller has not seen the current spec yet: ${type} is of generation ${told.observedGeneration}, not ${generation}`;
  }
  return undefined;
}
