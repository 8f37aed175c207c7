import { expect } from 'chai';
import { judgeAnswers, type Answered } from './dns-judgement.ts';
import { hiddenTexts, unclearText } from './left-out-names.ts';

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
      judgeAnswers(silent, {
        trouble: 'name server 10.96.0.10 is service kube-system/kube-dns: it has no ready endpoint',
      }).reason,
    ).to.equal(
      'name server 10.96.0.10 is service kube-system/kube-dns: it has no ready endpoint; 7 of 7 names are not answered correctly: ' +
        'no answer: a.svc.cluster.local., b.svc.cluster.local., c.svc.cluster.local., d.svc.cluster.local., e.svc.cluster.local. and 2 more',
    );
  });

  describe('for Services without a ready endpoint', () => {
    const empty = (name: string, answer: { records?: string[]; error?: string }): Answered => {
      const one = answered(name, ['10.96.3.9'], answer);
      return { ...one, expected: { ...one.expected, isEmpty: true } };
    };
    const absent = empty('zero.shop', { error: 'ENOTFOUND' });
    const unread = 'missing permission: get configmaps coredns in namespace kube-system';

    it('are wrong when there is none and the configuration does not say so; the text names the reason', () => {
      expect(judgeAnswers([good, absent]).reason).to.equal(
        '1 of 2 names are not answered correctly: answered ENOTFOUND for a Service without a ready endpoint: zero.shop.svc.cluster.local.',
      );
    });

    it('may be missing when the configuration is not known, and all of them are', () => {
      expect(judgeAnswers([good, absent], { unread })).to.deep.equal({ state: 'ready', reason: '1 names' });
      expect(hiddenTexts([good, absent], { unread })).to.deep.equal([
        `the cluster DNS has no record for zero.shop.svc.cluster.local., and for no other Service without a ready endpoint; its configuration is not known: ${unread}`,
      ]);
      expect(hiddenTexts([good, absent], {})).to.deep.equal([]);
    });

    it('are wrong when another one has its record, or a Service with an endpoint has none', () => {
      const served = empty('other.shop', { records: ['10.96.3.9'] });
      expect(judgeAnswers([good, absent, served], { unread }).state).to.equal('not yet');
      const broken = answered('web.auth', ['10.96.3.5'], { error: 'ENOTFOUND' });
      expect(judgeAnswers([good, absent, broken], { unread }).reason).to.match(/^2 of 3 names/);
      expect(judgeAnswers([absent], { unread }).state).to.equal('not yet');
    });

    it('are wrong when they are refused or not given', () => {
      for (const error of ['timeout', 'ESERVFAIL', 'EREFUSED'])
        expect(judgeAnswers([good, empty('zero.shop', { error })], { unread }).state).to.equal('not yet');
    });
  });

  it('name the cause when only what this run created is unknown: the name servers do not see changes', () => {
    const one = answered('agents.shakedown', ['10.244.1.5'], { error: 'ENOTFOUND' }, false);
    const fresh = { ...one, expected: { ...one.expected, isNew: true } };
    expect(judgeAnswers([good, fresh], { account: 'kube-system:coredns' })).to.deep.equal({
      state: 'not yet',
      reason:
        'the name servers do not learn of new Services or EndpointSlices: they answer only for older ones; 1 of 2 names are not answered correctly: answered ENOTFOUND: agents.shakedown.svc.cluster.local.',
      progress: 1,
      todo: 'kubectl auth can-i watch endpointslices.discovery.k8s.io --all-namespaces --as=system:serviceaccount:kube-system:coredns',
    });
    expect(judgeAnswers([fresh], {}).reason).to.match(/^1 of 1 names/);
    const before = [
      {
        text: 'template IN ANY shakedown.svc.cluster.local',
        source: 'ConfigMap kube-system/coredns',
        answers: () => true,
      },
    ];
    expect(judgeAnswers([good, fresh], { before }).reason).to.match(
      /^the Corefile answers by template IN ANY shakedown.svc.cluster.local; 1 of 2/,
    );
  });
});

describe('answers that are absent', () => {
  const own = { ...good, expected: { ...good.expected, isNew: true } };
  const absent = answered('api.shop', ['10.96.3.5'], { error: 'ENOTFOUND' });
  const unread = 'it may not be read';

  it('are not judged where the configuration is not known, and the name servers know what is new', () => {
    expect(unclearText([own, absent], { unread })).to.equal(
      'the cluster DNS has no record for api.shop.svc.cluster.local., and whether its configuration leaves these Services out is not known: it may not be read',
    );
  });

  it('are wrong where it is known, a trouble explains them, others are wrong, or what is new is absent', () => {
    const refused = answered('x.shop', ['10.96.3.6'], { error: 'ESERVFAIL' });
    expect(unclearText([own, absent], {})).to.equal(undefined);
    expect(unclearText([own, absent], { unread, trouble: 'x' })).to.equal(undefined);
    expect(unclearText([own, absent, refused], { unread })).to.equal(undefined);
    expect(unclearText([good, absent], { unread })).to.equal(undefined);
    const gone = { ...absent, expected: { ...absent.expected, isNew: true } };
    expect(unclearText([good, gone], { unread })).to.equal(undefined);
    expect(unclearText([own], { unread })).to.equal(undefined);
  });

  it('are not wrong yet for a headless Service that was empty a moment ago', () => {
    const of = (error: string) => {
      const one = answered('db.shop', ['10.244.1.5'], { error }, false);
      return judgeAnswers([{ ...one, expected: { ...one.expected, wasEmpty: true } }]).state;
    };
    expect([of('ENOTFOUND'), of('timeout')]).to.deep.equal(['ready', 'not yet']);
  });
});
