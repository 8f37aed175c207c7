import { expect } from 'chai';
import { archiveError } from './archive-error.ts';

const attempt = { tried: 'to write s3://runs/a', bucket: 'runs', server: 's3.example.com' };
const secret = 'AKIAIOSFODNN7EXAMPLE';
/** An error as the SDK throws it, with texts of the server that have in them what was sent. */
const answered = (name: string, status: number) =>
  Object.assign(new Error(`refused ${secret}`), { name, StringToSign: secret, $metadata: { httpStatusCode: status } });

describe('An error of a server that is asked to encrypt', () => {
  const told = (thrown: Error, encryption?: string) => {
    const { code, seen } = archiveError(thrown, { ...attempt, encryption });
    return `${code}: ${seen}`;
  };

  it('is about its keys, unless it says something else', () => {
    const [fault, noKey] = [answered('InternalError', 500), answered('KMS.NotFoundException', 400)];
    expect([told(fault, 'aws:kms'), told(noKey, 'aws:kms'), told(noKey)]).to.deep.equal([
      'ARCHIVE_ENCRYPTION: s3.example.com does not encrypt by aws:kms (InternalError, status 500)',
      'ARCHIVE_ENCRYPTION: s3.example.com does not encrypt by aws:kms (KMS.NotFoundException, status 400)',
      'ARCHIVE_ENCRYPTION: s3.example.com does not encrypt by the key of the bucket (KMS.NotFoundException, status 400)',
    ]);
    expect(told(answered('SlowDown', 503), 'aws:kms')).to.match(/^ARCHIVE_BUSY/);
    expect(told(new TypeError('x'), 'aws:kms')).to.match(/^ARCHIVE_FAILED/);
  });
});

describe('An error of the archive', () => {
  for (const [thrown, code, seen] of [
    [
      answered('SignatureDoesNotMatch', 403),
      'ARCHIVE_REFUSED',
      's3.example.com refuses access to bucket runs (SignatureDoesNotMatch, status 403)',
    ],
    [answered('403', 403), 'ARCHIVE_REFUSED', 's3.example.com refuses access to bucket runs (status 403)'],
    [
      answered('NoSuchBucket', 404),
      'ARCHIVE_NO_BUCKET',
      's3.example.com has no bucket runs (NoSuchBucket, status 404)',
    ],
    [
      answered('RequestTimeTooSkewed', 403),
      'ARCHIVE_CLOCK',
      'the clocks of this machine and of s3.example.com differ by more than a quarter of an hour (RequestTimeTooSkewed, status 403)',
    ],
    [
      answered('SlowDown', 503),
      'ARCHIVE_BUSY',
      's3.example.com takes no more requests at the moment (SlowDown, status 503)',
    ],
    [
      answered('InsufficientStorage', 507),
      'ARCHIVE_FULL',
      's3.example.com has no space left (InsufficientStorage, status 507)',
    ],
    [
      answered('BadDigest', 400),
      'ARCHIVE_DAMAGED',
      'what arrived at s3.example.com is not what was sent: the checksum differs (BadDigest, status 400)',
    ],
    [
      answered('PermanentRedirect', 301),
      'ARCHIVE_REGION',
      'bucket runs is in another region (PermanentRedirect, status 301)',
    ],
    [
      answered('InternalError', 500),
      'ARCHIVE_FAILED',
      's3.example.com answered with an error (InternalError, status 500)',
    ],
    [
      answered('ExpiredToken', 400),
      'ARCHIVE_EXPIRED',
      'the credentials of this process have expired (ExpiredToken, status 400)',
    ],
    [
      new Error('Checksum mismatch: expected x'),
      'ARCHIVE_TORN',
      'what arrived from s3.example.com does not have the checksum that it names (ChecksumMismatch)',
    ],
    [
      new AggregateError([Object.assign(new Error(secret), { code: 'ECONNREFUSED' })]),
      'ARCHIVE_UNREACHABLE',
      's3.example.com cannot be reached, or does not answer (ECONNREFUSED)',
    ],
    [
      new Error(secret, { cause: Object.assign(new Error(secret), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) }),
      'ARCHIVE_UNTRUSTED',
      's3.example.com has a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ],
    [
      Object.assign(new Error(secret), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      'ARCHIVE_UNTRUSTED',
      's3.example.com has a certificate for other names (ERR_TLS_CERT_ALTNAME_INVALID)',
    ],
  ] as const)
    it(`says what was tried, what is wrong and what to do: ${code} (${thrown.name})`, () => {
      const error = archiveError(thrown, attempt);
      expect(error).to.include({ code, seen, expected: 'to write s3://runs/a', meaning: 'infrastructure' });
      expect(error.todo).to.match(/^[a-z].{20}/);
      expect(error.message).not.to.contain(secret);
    });
});
