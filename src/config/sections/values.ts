import { z } from 'zod';
import { isDuration, milliseconds, type Duration } from '../../time/duration.ts';
import { annotationProblem, isSubdomain, labelProblem, tolerationProblem } from '../grammar/kubernetes-grammar.ts';
import { isImageName } from '../grammar/image-name.ts';

const DURATION = String.raw`^(\d+(\.\d+)? ?(ms|s|m|h)|(?=\d)(\d+ ?h)?( ?\d+ ?m)?( ?\d+ ?s)?( ?\d+ ?ms)?)$`;
const spanOf = (isRight: (ms: number) => boolean, error: string) =>
  z
    .custom<Duration>((value) => typeof value === 'string' && isDuration(value) && isRight(milliseconds(value)), {
      error: ({ input }) => (typeof input === 'string' && isDuration(input) ? error : AS_WRITTEN),
    })
    .meta({ type: 'string', pattern: DURATION });
const AS_WRITTEN = "a duration is written as a number and its unit: '500ms', '90s', '3m', '1h30m'";
/** The longest time that is waited for, in hours: timers of Node end at once when they are longer than 596. */
const LONGEST = 500;
/** A span of time: `90s`; it may be 0. */
export const duration = spanOf((ms) => Number.isSafeInteger(Math.round(ms)), 'too long');
/** A span of time that something may take: `90s`. */
export const timeout = spanOf(
  (ms) => ms > 0 && ms <= LONGEST * 3_600_000,
  `it must be above 0, and at most ${LONGEST}h`,
);
const LABEL_RULE = 'only lower-case letters, digits and dashes, at most 63, as in a namespace name';
const LABEL_OR_EMPTY = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/;
/** A name that is valid for a namespace. */
export const dnsLabel = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, LABEL_RULE);
/** The same, or empty. */
export const dnsLabelOrEmpty = z.string().regex(LABEL_OR_EMPTY, LABEL_RULE);
/** The name of a namespace, in which `*` matches any text. */
export const namespacePattern = z
  .string()
  .regex(/^[-a-z0-9*]{1,63}$/, "no name of a namespace; '*' in it matches any text");
/** A regular expression. */
export const pattern = z
  .string()
  .refine(isPattern, "not a regular expression; a bracket meant as text is written '\\['");
/** The name of an image, or empty. */
export const imageName = z
  .string()
  .refine(
    (name) => name === '' || isImageName(name),
    "not the name of an image; write it as in 'registry.example.com/shakedown:0.1.0', in lower case and without https://",
  );
/** A quantity of Kubernetes: cores or bytes. */
export const quantity = z
  .string()
  .regex(
    /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/,
    "a quantity is written as a number and its unit: '50m', '0.5', '64Mi'",
  );
/** Texts by name, each entry checked. */
const checked = (problem: (name: string, value: string) => string | undefined) =>
  z.record(z.string(), z.string()).superRefine((all, context) => {
    for (const [name, value] of Object.entries(all)) {
      const message = problem(name, value);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  });
/** Labels, or what selects by them. */
export const labels = checked(labelProblem);
/** Annotations. */
export const annotations = checked(annotationProblem);
/** The name of an object of most kinds. */
export const objectName = z
  .string()
  .refine(isSubdomain, 'no name of an object: lower-case letters, digits, dashes and dots');
/** A text of a list without what separates items: two items were meant. */
export const item = z
  .string()
  .regex(/^[^\s,;]+$/, 'one item, without spaces and commas in it; separate items by commas, or write one in a line');
/** When an image is pulled. */
export const pullPolicy = z.enum(['Always', 'IfNotPresent', 'Never']);

/** A toleration of a pod. */
export const toleration = z
  .strictObject({
    key: z.string().optional(),
    operator: z.enum(['Exists', 'Equal']).optional(),
    value: z.string().optional(),
    effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
    tolerationSeconds: z.number().int().optional(),
  })
  .superRefine((one, context) => {
    const message = tolerationProblem(one);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** Requests and limits of a container. */
export const resources = (defaults: { cpu: string; memory: string; memoryLimit: string }) =>
  z
    .strictObject({
      requests: z
        .strictObject({ cpu: quantity.default(defaults.cpu), memory: quantity.default(defaults.memory) })
        .prefault({}),
      limits: z.strictObject({ cpu: quantity.optional(), memory: quantity.default(defaults.memoryLimit) }).prefault({}),
    })
    .prefault({});

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}
