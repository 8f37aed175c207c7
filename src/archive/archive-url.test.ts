import { expect } from 'chai';
import { isArchiveUrl, parseArchiveUrl } from './archive-url.ts';

describe('The URL of something in a bucket', () => {
  it('has a bucket and a key', () => {
    expect(parseArchiveUrl('s3://runs/shakedown/prod/2026/11/21/r1/')).to.deep.equal({
      ...{ bucket: 'runs', key: 'shakedown/prod/2026/11/21/r1' },
    });
    expect(parseArchiveUrl('S3://runs')).to.deep.equal({ bucket: 'runs', key: '' });
    expect(isArchiveUrl('s3:/x')).to.equal(false);
  });

  it('is refused when it is none', () => {
    for (const url of ['s3://', 's3://a', 's3:///key', 's3://runs/a?versionId=1', 's3://user:pass@runs/a'])
      expect(() => parseArchiveUrl(url), url).to.throw('ARCHIVE_URL');
  });
});
