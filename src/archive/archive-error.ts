import { ShakedownError } from '../errors/shakedown-error.ts';
import { certificateProblem } from '../tls/certificate-problem.ts';
import { namesOf, NO_CONNECTION } from './error-names.ts';

/** What was asked of a server, for people. */
export interface Attempt {
  /** @example 'to write s3://runs/shakedown/prod/index/2026-11.json' */
  tried: string;
  bucket: string;
  /** Where the server is: its address, or the region of AWS. */
  server: string;
  /** What the server is asked to encrypt by, where that is configured: `aws:kms`. @default nothing */
  encryption?: string | undefined;
}

/** What an error of a server, or on the way to it, means: the code, what is wrong, what to do. */
type Known = (attempt: Attempt) => readonly [code: string, seen: string, todo: string];

const REFUSED: Known = ({ bucket, server }) => [
  'ARCHIVE_REFUSED',
  `${server} refuses access to bucket ${bucket}`,
  'check the credentials of this process (environment, profile or role), and that their policy allows what docs/how-to/archive-in-s3.md lists',
];
const BUSY: Known = ({ server }) => [
  'ARCHIVE_BUSY',
  `${server} takes no more requests at the moment`,
  'publish the run again later: shakedown publish RUN',
];
const FULL: Known = ({ server }) => [
  'ARCHIVE_FULL',
  `${server} has no space left`,
  'free space there (shakedown archive prune), and publish the run again: shakedown publish RUN',
];
const REGION: Known = ({ bucket }) => [
  'ARCHIVE_REGION',
  `bucket ${bucket} is in another region`,
  'set archive.region to the region of the bucket',
];
const DAMAGED: Known = ({ server }) => [
  'ARCHIVE_DAMAGED',
  `what arrived at ${server} is not what was sent: the checksum differs`,
  'check the network and the proxies on the way, and publish the run again: shakedown publish RUN',
];
const UNREACHABLE: Known = ({ server }) => [
  'ARCHIVE_UNREACHABLE',
  `${server} cannot be reached, or does not answer`,
  'check archive.endpoint, the network and the proxy, and publish the run again: shakedown publish RUN',
];
const EXPIRED: Known = () => [
  'ARCHIVE_EXPIRED',
  'the credentials of this process have expired',
  'get new ones (AWS_SESSION_TOKEN and its keys), or run it with a role, whose credentials are renewed',
];
const SKEWED: Known = ({ server }) => [
  'ARCHIVE_CLOCK',
  `the clocks of this machine and of ${server} differ by more than a quarter of an hour`,
  'set the clock of the machine that is wrong',
];

const ENCRYPTION: Known = ({ server, encryption }) => [
  'ARCHIVE_ENCRYPTION',
  `${server} does not encrypt by ${encryption ?? 'the key of the bucket'}`,
  'check archive.encryption, archive.kmsKey and what its policy permits; a server of your own needs a key service for it',
];

const TORN = 'ChecksumMismatch';

/** By the code of an answer, or of an error of the connection. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const known: Readonly<Record<string, Known>> = {
  ...Object.fromEntries(
    [
      ...['AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'Forbidden'],
      ...['AccountProblem', 'AllAccessDisabled', 'InvalidSecurity'],
    ].map((code) => [code, REFUSED]),
  ),
  ExpiredToken: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  NoSuchBucket: ({ bucket, server }) => [
    'ARCHIVE_NO_BUCKET',
    `${server} has no bucket ${bucket}`,
    'create it, or correct archive.bucket',
  ],
  RequestTimeTooSkewed: SKEWED,
  SlowDown: BUSY,
  ServiceUnavailable: BUSY,
  ThrottlingException: BUSY,
  TooManyRequests: BUSY,
  InsufficientStorage: FULL,
  QuotaExceeded: FULL,
  XMinioStorageFull: FULL,
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
  IllegalLocationConstraintException: REGION,
  BadDigest: DAMAGED,
  InvalidDigest: DAMAGED,
  XAmzContentSHA256Mismatch: DAMAGED,
  XAmzContentChecksumMismatch: DAMAGED,
  IncompleteBody: DAMAGED,
  [TORN]: ({ server }) => [
    'ARCHIVE_TORN',
    `what arrived from ${server} does not have the checksum that it names`,
    'try again: somebody may have replaced it at that moment',
  ],
  ...Object.fromEntries(NO_CONNECTION.map((code) => [code, UNREACHABLE])),
};

/** By the status of an answer whose code is not known. */
const byStatus: Readonly<Record<number, Known>> = { 401: REFUSED, 403: REFUSED, 429: BUSY, 503: BUSY, 507: FULL };

/**
 * An error of a server of S3, or on the way to it, as one of the suite. Texts of servers are left out, because they may have what was sent in them.
 * @param thrown what the SDK threw.
 */
export function archiveError(thrown: unknown, attempt: Attempt): ShakedownError {
  if (thrown instanceof ShakedownError) return thrown;
  const names = isTorn(thrown) ? [TORN] : namesOf(thrown);
  const status = (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const found =
    names.map((name) => known[name] ?? untrusted(name)).find((one) => one !== undefined) ?? byStatus[status ?? 0];
  const code = [...names.slice(0, 1), ...(status === undefined ? [] : [`status ${status}`])].join(', ');
  const ofKey =
    names.some((name) => /^(KMS\.|NotImplemented$)/.test(name)) ||
    (found === undefined && (status ?? 0) >= 500 && attempt.encryption !== undefined);
  const [ofError, seen, todo] = (ofKey ? ENCRYPTION : found)?.(attempt) ?? [
    'ARCHIVE_FAILED',
    `${attempt.server} answered with an error`,
    'see the log of the server; SHAKEDOWN_DEBUG=1 prints more',
  ];
  return new ShakedownError(ofError, {
    meaning: 'infrastructure',
    expected: attempt.tried,
    seen: code === '' ? seen : `${seen} (${code})`,
    todo,
    cause: thrown,
  });
}

/** What the code of a connection says about the certificate of the server. */
function untrusted(code: string): Known | undefined {
  const problem = certificateProblem(code, { address: 'archive.endpoint', authorities: 'archive.ca' });
  return problem && (({ server }) => ['ARCHIVE_UNTRUSTED', `${server} ${problem.seen}`, problem.todo]);
}

/** The SDK has no code for it. */
function isTorn(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.startsWith('Checksum mismatch');
}
