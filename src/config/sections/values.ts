import { z } from 'zod';
import { isDuration, type Duration } from '../../time/duration.ts';
import { isImageName } from '../image-name.ts';

/** A span of time: `90s`. */
export const duration = z
  .custom<Duration>((value) => typeof value === 'string' && isDuration(value), {
    error: "a duration is written as a number and its unit: '500ms', '90s', '3m', '2h'",
  })
  .meta({ type: 'string', pattern: String.raw`^\d+(\.\d+)?(ms|s|m|h)$` });
const LABEL_RULE = 'only lower-case letters, digits and dashes, at most 63, as in a namespace name';
const LABEL_OR_EMPTY = /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/;
/** A name that is valid for a namespace. */
export const dnsLabel = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, LABEL_RULE);
/** The same, or empty. */
export const dnsLabelOrEmpty = z.string().regex(LABEL_OR_EMPTY, LABEL_RULE);
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
const quantity = z
  .string()
  .regex(
    /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/,
    "a quantity is written as a number and its unit: '50m', '0.5', '64Mi'",
  );
/** Texts by name, such as labels. */
export const texts = z.record(z.string(), z.string());
/** When an image is pulled. */
export const pullPolicy = z.enum(['Always', 'IfNotPresent', 'Never']);

/** A toleration of a pod. */
export const toleration = z.strictObject({
  key: z.string().optional(),
  operator: z.enum(['Exists', 'Equal']).optional(),
  value: z.string().optional(),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: z.number().int().optional(),
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
