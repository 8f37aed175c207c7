import { ShakedownError } from '../errors/shakedown-error.ts';
import { namesOf, NO_CONNECTION } from './error-names.ts';

/** What is wrong, and what to do. */
type Problem = readonly [seen: string, todo: string];

const TOKEN_EXPIRED: Problem = [
  'the web identity token of this process has expired',
  'check that the file of AWS_WEB_IDENTITY_TOKEN_FILE is the one that the kubelet renews, and the clock of this machine; elsewhere get a new token',
];
const TOKEN_INVALID: Problem = [
  'the web identity token of this process is not accepted',
  'check its audience (sts.amazonaws.com), and that the identity provider of the cluster is registered where the role is',
];
const NOT_TRUSTED: Problem = [
  'the role does not trust the identity of this process',
  'check AWS_ROLE_ARN and the trust policy of the role; that of a plugin is the service account shakedown in the namespace of Sonobuoy',
];
const NO_FILE: Problem = [
  'a file that the credentials of this process are in cannot be read',
  'check AWS_WEB_IDENTITY_TOKEN_FILE, or the files of the profile',
];
const UNREACHABLE: Problem = [
  'the server that gives this process credentials cannot be reached',
  'check the network and the proxy; AWS_ENDPOINT_URL_STS names another address of STS',
];

/** By the code of an answer of STS, or of a file. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const known: Readonly<Record<string, Problem>> = {
  ExpiredTokenException: TOKEN_EXPIRED,
  InvalidIdentityToken: TOKEN_INVALID,
  InvalidIdentityTokenException: TOKEN_INVALID,
  IDPRejectedClaim: NOT_TRUSTED,
  IDPRejectedClaimException: NOT_TRUSTED,
  AccessDenied: NOT_TRUSTED,
  ENOENT: NO_FILE,
  EACCES: NO_FILE,
  ...Object.fromEntries(NO_CONNECTION.map((code) => [code, UNREACHABLE])),
};

/** What the SDK's chain of providers ends with when none has credentials. */
const NONE = ['CredentialsProviderError', 'TokenProviderError'];

/**
 * Why a process has no credentials for S3, as an error of the suite. Texts are left out, because they may have parts of a token.
 * @param thrown what the SDK's chain of providers threw.
 * @param tried what they were needed for.
 * @param env the environment of the process.
 */
export function credentialsError(thrown: unknown, tried: string, env: NodeJS.ProcessEnv): ShakedownError {
  const names = namesOf(thrown);
  const status = (thrown as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const found = names.map((name) => known[name]).find((one) => one !== undefined);
  const isNone = found === undefined && names.some((name) => NONE.includes(name));
  const [seen, todo] =
    found ?? (isNone ? withoutAny(env) : ['the credentials of this process cannot be obtained', SEE]);
  const code = [...names.slice(0, 1), ...(status === undefined ? [] : [`status ${status}`])].join(', ');
  return new ShakedownError(isNone ? 'ARCHIVE_NO_CREDENTIALS' : 'ARCHIVE_CREDENTIALS', {
    meaning: 'infrastructure',
    expected: tried,
    seen: code === '' ? seen : `${seen} (${code})`,
    todo,
    cause: thrown,
  });
}

const SEE = 'check the role, the profile or the variables that it has them from; SHAKEDOWN_DEBUG=1 prints more';

function withoutAny(env: NodeJS.ProcessEnv): Problem {
  if (env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] || env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'])
    return [
      'the agent of Pod Identity gives this process no credentials',
      'check the association of its service account with a role (that of a plugin is shakedown in the namespace of Sonobuoy), and the log of the agent on its node',
    ];
  return [
    'this process has no credentials for S3',
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run it with a role',
  ];
}
