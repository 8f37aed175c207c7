import { expect } from 'chai';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { CheckAgent } from '../agents.ts';
import { losesNoQuestion } from './dns-losses.ts';

const question = { name: 'kubernetes.default.svc.cluster.local.', type: 'A' as const };

/** The looks at an agent that has lost so many of its questions, and loses so many more in each round. */
async function looks(before: number, rounds: readonly number[]) {
  const questions = { asked: 10, lost: before };
  const asked: { tries?: number }[][] = [];
  const agent = {
    ...{ node: 'n1', nameservers: ['10.96.0.10'], questions },
    dns: async (all: readonly { tries?: number }[]) => {
      const lost = rounds[asked.length] ?? 0;
      asked.push([...all]);
      questions.asked += all.length;
      questions.lost += lost;
      return [];
    },
  } as unknown as CheckAgent;
  const condition = losesNoQuestion(agent, question);
  const states: string[] = [];
  for (let look = 0; look <= rounds.length; look += 1) {
    const seen = await condition.read({ signal: new AbortController().signal, cluster: undefined } as unknown as Look);
    const { state, reason } = condition.judge(seen);
    states.push(reason ?? seen.note ?? state);
  }
  return { states, asked };
}

describe('questions to the cluster DNS', () => {
  it('are not asked again when none was lost', async () => {
    expect(await looks(0, [])).to.deep.equal({ states: ['ready'], asked: [] });
  });

  it('after a loss are all answered in three rounds, without a second try, and the loss is told', async () => {
    const { states, asked } = await looks(1, [0, 0, 0]);
    expect(asked.map((of) => of.length)).to.deep.equal([30, 30, 30]);
    expect(new Set(asked.flat().map(({ tries }) => tries))).to.deep.equal(new Set([1]));
    expect(states).to.deep.equal([
      '1 of 40 DNS questions from n1 have no answer from name server 10.96.0.10: it, or the network to it, loses some',
      '1 of 70 DNS questions from n1 have no answer from name server 10.96.0.10: it, or the network to it, loses some',
      '1 of 100 DNS questions from n1 had no answer at first, and all 90 later ones had one',
      '1 of 100 DNS questions from n1 had no answer at first, and all 90 later ones had one',
    ]);
  });

  it('are lost while some of each round are, however many are answered', async () => {
    const { states } = await looks(1, [0, 0, 2, 0, 0, 1]);
    expect(states.at(-2)).to.match(/^4 of 190 DNS questions from n1 have no answer/);
  });
});
