import { describeArchive } from './promises.ts';
import { startSeaweedfs } from './seaweedfs.ts';

// It does not tell who may not create a bucket that it is not there.
const missingBucket =
  /^ARCHIVE_REFUSED: 127\.0\.0\.1:\d+ refuses access to bucket missing \(AccessDenied, status 403\)\n/;

// Without a key service it has a fault.
const noEncryption =
  /^ARCHIVE_ENCRYPTION: 127\.0\.0\.1:\d+ does not encrypt by (?:AES256|aws:kms) \(InternalError, status 500\)\n/;

describeArchive('SeaweedFS', () => startSeaweedfs(), { missingBucket, noEncryption });
