import { describeArchive } from './promises.ts';
import { startSeaweedfs } from './seaweedfs.ts';

// It does not tell who may not create a bucket that it is not there.
const missingBucket =
  /^ARCHIVE_REFUSED: 127\.0\.0\.1:\d+ refuses access to bucket missing \(AccessDenied, status 403\)\n/;

describeArchive('SeaweedFS', startSeaweedfs, { missingBucket });
