import { expect } from 'chai';
import { thenCleanUp } from './then-clean-up.ts';

describe('Work that is cleaned up after', () => {
  const does = (error?: string) => async () => {
    if (error !== undefined) throw new Error(error);
  };
  const outcome = async (work?: string, cleanUp?: string) => {
    const told: string[] = [];
    const thrown = await thenCleanUp(does(work), does(cleanUp), (text) => told.push(text)).catch(
      (error: Error) => error.message,
    );
    return { thrown, told };
  };

  it('ends with its own error, and tells what was left beside it', async () => {
    expect(await outcome('no rights', 'API away')).to.deep.equal({
      ...{ thrown: 'no rights', told: ['not cleaned up: API away'] },
    });
    expect(await outcome('no rights')).to.deep.equal({ thrown: 'no rights', told: [] });
  });

  it('ends with the error of the clean-up when that is the only one', async () => {
    expect(await outcome(undefined, 'API away')).to.deep.equal({ thrown: 'API away', told: [] });
    expect(await outcome()).to.deep.equal({ thrown: undefined, told: [] });
  });
});
