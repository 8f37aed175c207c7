import { z } from 'zod';

/** Where finished runs are kept. */
export const archive = z
  .strictObject({
    bucket: z
      .string()
      .regex(
        /^([a-z0-9][-a-z0-9.]{1,61}[a-z0-9])?$/,
        'no name of a bucket: lower-case letters, digits, dashes and dots',
      )
      .default('')
      .describe('Bucket of S3 that finished runs are kept in. Empty: they are kept nowhere but here'),
    prefix: z
      .string()
      .regex(/^([-\w.]+(\/[-\w.]+)*)?$/, "words separated by '/', without one at either end")
      .refine((text) => !text.split('/').some((part) => /^\.+$/.test(part)), "no part of it may be '.' or '..'")
      .default('shakedown')
      .describe('What the names of all objects begin with'),
    region: z
      .string()
      .regex(/^[-a-z0-9]*$/, 'no name of a region')
      .default('')
      .describe('Region of the bucket. Empty: that of the environment or the profile, and `us-east-1` with `endpoint`'),
    endpoint: z
      .string()
      .refine(isAddress, 'no address; begin it with https:// or http://, and put no credentials into it')
      .default('')
      .describe('Address of the server. Empty: that of AWS for the region'),
    addressing: z
      .enum(['auto', 'path', 'host'])
      .default('auto')
      .describe(
        'Whether the name of the bucket is in the path of a request or in its host name. `auto`: in the path where `endpoint` is set',
      ),
    encryption: z
      .enum(['', 'AES256', 'aws:kms'])
      .default('')
      .describe('How the server encrypts objects. Empty: as the bucket says'),
    kmsKey: z
      .string()
      .default('')
      .describe('Id or ARN of the key for `aws:kms`. Empty: the one that AWS manages for the account'),
    ca: z
      .string()
      .default('')
      .describe('File with the certificate authorities of the server, in PEM. Empty: those of the machine'),
  })
  .prefault({})
  .superRefine(({ encryption, kmsKey }, context) => {
    if (kmsKey !== '' && encryption !== 'aws:kms')
      context.addIssue({ code: 'custom', path: ['kmsKey'], message: 'only with `encryption: aws:kms`' });
  })
  .describe('Where finished runs are kept: a bucket of S3');

function isAddress(text: string): boolean {
  if (text === '') return true;
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}
