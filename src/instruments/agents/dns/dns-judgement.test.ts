import { expect } from 'chai';
import { judgeAnswers, type Answered } from './dns-judgement.ts';

function answered(
  name: string,
  addresses: string[],
  answer: { records?: string[]; error?: string },
  all = true,
): Answered {
  const question = { name: `${name}.svc.cluster.local.`, type: 'A' } as const;
  return {
    expected: { question, addresses: new Set(addresses), all },
    answer: { ...question, records: [], seconds: 0.001, ...answer },
  };
}
const good = answered('web.shop', ['10.96.3.4'], { records: ['10.96.3.4'] });

describe('the answers of the cluster DNS', () => {
  it('are right when each one matches the Service', () => {
    const some = answered('db.shop', ['10.244.1.5', '10.244.2.5'], { records: ['10.244.2.5'] }, false);
    expect(judgeAnswers([good, some])).to.deep.equal({ state: 'ready', reason: '2 names' });
  });

  it('prove nothing when there are none', () => {
    expect(judgeAnswers([])).to.deep.equal({
      state: 'not yet',
      reason: 'there is no Service to query, not even default/kubernetes',
      progress: 0,
    });
  });

  for (const [what, answer, fault] of [
    ['no answer', { error: 'timeout' }, 'no answer'],
    ['a refusal', { error: 'ENOTFOUND' }, 'answered ENOTFOUND'],
    ['no record', { records: [] }, 'no A record'],
    ['the address of another', { records: ['10.96.9.9'] }, 'A 10.96.9.9 instead of 10.96.3.4'],
  ] as const)
    it(`are wrong with ${what}`, () => {
      const wrong = answered('api.shop', ['10.96.3.4'], {
        ...answer,
        records: [...('records' in answer ? answer.records : [])],
      });
      expect(judgeAnswers([good, wrong])).to.deep.equal({
        state: 'not yet',
        reason: `1 of 2 names are not answered correctly: ${fault}: api.shop.svc.cluster.local.`,
        progress: 1,
      });
    });

  it('are wrong when one of two cluster IPs is missing', () => {
    const half = answered('web.shop', ['10.96.3.4', '10.96.3.5'], { records: ['10.96.3.4'] });
    expect(judgeAnswers([half]).reason).to.equal(
      '1 of 1 names are not answered correctly: A 10.96.3.4 instead of 10.96.3.4, 10.96.3.5: web.shop.svc.cluster.local.',
    );
  });

  it('begin with what is wrong with the name server, and count names with the same fault', () => {
    const silent = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) =>
      answered(name, ['10.96.3.4'], { error: 'timeout' }),
    );
    expect(
      judgeAnswers(silent, 'name server 10.96.0.10 is service kube-system/kube-dns: it has no ready endpoint').reason,
    ).to.equal(
      'name server 10.96.0.10 is service kube-system/kube-dns: it has no ready endpoint; 7 of 7 names are not answered correctly: ' +
        'no answer: a.svc.cluster.local., b.svc.cluster.local., c.svc.cluster.local., d.svc.cluster.local., e.svc.cluster.local. and 2 more',
    );
  });
});
