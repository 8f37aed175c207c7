import { expect } from 'chai';
import { thenCleanUp } from './then-clean-up.ts';

describe('Work that is cleaned up after', () => {
  const does = (error?: string) => async () => {
    if (error !== undefined) throw new Error(error);
  };
  const outcome = async (work?: string, cleanUp?: string) => {
    const reported: string[] = [];
    const thrown = await thenCleanUp(does(work), does(cleanUp), (text) => reported.push(text)).catch(
      (error: Error) => error.message,
    );
    return { thrown, reported };
  };

  it('ends with its own error, and reports what was left', async () => {
    expect(await outcome('no rights', 'API unreachable')).to.deep.equal({
      ...{ thrown: 'no rights', reported: ['not cleaned up: API unreachable'] },
    });
    expect(await outcome('no rights')).to.deep.equal({ thrown: 'no rights', reported: [] });
  });

  it('ends with the error of the clean-up when that is the only one', async () => {
    expect(await outcome(undefined, 'API unreachable')).to.deep.equal({ thrown: 'API unreachable', reported: [] });
    expect(await outcome()).to.deep.equal({ thrown: undefined, reported: [] });
  });
});
