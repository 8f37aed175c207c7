import { expect } from 'chai';
import { judgeUrl, whyNotOutside } from './url-answers.ts';

const url = 'https://shop.example.com/healthz';
const any = { url, statuses: [] };
const due = { inMs: 2_000 };

describe('An address of the configuration', () => {
  it('answers with any status but that of a gateway without anything behind it', () => {
    for (const status of [200, 302, 404, 500])
      expect(judgeUrl({ status, at: url }, any, [502, 503, 504])).to.deep.equal({ state: 'ready' });
    expect(judgeUrl({ status: 503, at: url }, any, [502, 503, 504])).to.deep.equal({
      ...{ state: 'not yet', reason: `${url} answers 503`, due },
    });
  });

  it('answers with the statuses that the configuration names, and with no other', () => {
    const named = { url, statuses: [200, 204] };
    expect(judgeUrl({ status: 204, at: url }, named, [])).to.deep.equal({ state: 'ready' });
    expect(judgeUrl({ status: 404, at: url }, named, [])).to.include({
      reason: `${url} answers 404 instead of 200 or 204`,
    });
    expect(judgeUrl({ status: 503, at: url }, { url, statuses: [503] }, [503])).to.deep.equal({ state: 'ready' });
  });

  it('is told with where it redirected to', () => {
    expect(judgeUrl({ status: 502, at: 'https://shop.example.com/start' }, any, [502])).to.include({
      reason: `${url}, redirected to https://shop.example.com/start, answers 502`,
    });
    expect(
      judgeUrl(
        { status: 502, at: 'https://shop.example.com/' },
        { url: 'https://shop.example.com', statuses: [] },
        [502],
      ),
    ).to.include({
      reason: 'https://shop.example.com answers 502',
    });
  });

  it('that does not answer is told with why, and not judged where this machine has no network', () => {
    expect(judgeUrl({ at: url, why: 'nothing listens there (ECONNREFUSED)' }, any, [])).to.deep.equal({
      ...{ state: 'not yet', reason: `${url} does not answer: nothing listens there (ECONNREFUSED)`, due },
    });
    expect(judgeUrl({ at: url, why: 'it failed (EAI_AGAIN)', isOwn: true }, any, [])).to.include({ isUnjudged: true });
  });

  it('is not asked by a runner in a pod of the cluster', () => {
    expect(whyNotOutside({ SHAKEDOWN_POD_NAME: 'runner' })).to.include('asked from outside');
    expect(whyNotOutside({})).to.equal(undefined);
  });
});
