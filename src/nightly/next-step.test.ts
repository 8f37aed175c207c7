import { expect } from 'chai';
import { done, failed, night, at, resumed, started, stopped } from './night.fixture.ts';
import { nextStep } from './next-step.ts';

const rules = { deletes: true, keepOnFailure: false };
const built = [...done('build'), ...done('settle')];
const judged = (exitCode: number) => [...built, ...done('verify', exitCode), ...done('compare'), ...done('publish')];

describe('The next step of a night', () => {
  it('is the first one that has not been done', () => {
    expect(nextStep(night(), rules)).to.deep.equal({ do: 'build' });
    expect(nextStep(night(...built), rules)).to.deep.equal({ do: 'verify' });
    expect(nextStep(night(...judged(0)), rules)).to.deep.equal({ do: 'delete' });
    expect(nextStep(night(...judged(0), ...done('delete')), rules)).to.deep.equal({ end: 'over' });
  });

  it('is the one that had not ended when the process was killed', () => {
    expect(nextStep(night(...built, started('verify'), resumed), rules)).to.deep.equal({ do: 'verify' });
    expect(nextStep(night(...judged(0), started('delete'), resumed), rules)).to.deep.equal({ do: 'delete' });
  });

  it('is the deletion of what a killed build has left, and then the build', () => {
    const killed = [started('build'), resumed];
    expect(nextStep(night(...killed), rules)).to.deep.equal({ do: 'delete' });
    expect(nextStep(night(...killed, ...done('delete')), rules)).to.deep.equal({ do: 'build' });
    expect(nextStep(night(...killed, ...failed('delete')), rules)).to.deep.equal({ end: 'not deleted' });
  });

  it('is a killed build itself when nothing deletes', () => {
    const upgrades = { ...rules, deletes: false };
    expect(nextStep(night(started('build'), resumed), upgrades)).to.deep.equal({ do: 'build' });
    expect(nextStep(night(...judged(0)), upgrades)).to.deep.equal({ end: 'over' });
  });

  it('is the deletion after a failed build that was published, and after a stop', () => {
    expect(nextStep(night(...failed('build')), rules)).to.deep.equal({ do: 'publish' });
    expect(nextStep(night(...failed('build'), ...done('publish')), rules)).to.deep.equal({ do: 'delete' });
    expect(nextStep(night(...done('build'), stopped), rules)).to.deep.equal({ do: 'delete' });
    expect(nextStep(night(...failed('build'), ...done('publish'), ...done('delete')), rules)).to.deep.equal({
      end: 'over',
    });
  });

  it('is none after a stop before the build', () => {
    expect(nextStep(night(stopped), rules)).to.deep.equal({ end: 'over' });
  });

  it('comes after failed steps that are not the build', () => {
    const unjudged = [...built, ...failed('verify'), ...failed('compare'), ...failed('publish')];
    expect(nextStep(night(...unjudged), rules)).to.deep.equal({ do: 'delete' });
  });

  it('is not a second deletion by the same process', () => {
    const left = [...judged(0), ...failed('delete')];
    expect(nextStep(night(...left), rules)).to.deep.equal({ end: 'not deleted' });
    expect(nextStep(night(...left, resumed), rules)).to.deep.equal({ do: 'delete' });
  });

  it('keeps a cluster only when it is to be kept, and its verdict is not passed', () => {
    const keeping = { ...rules, keepOnFailure: true };
    expect(nextStep(night(...judged(1)), keeping)).to.deep.equal({ end: 'kept' });
    expect(nextStep(night(...judged(0)), keeping)).to.deep.equal({ do: 'delete' });
    expect(nextStep(night(...judged(1)), rules)).to.deep.equal({ do: 'delete' });
    expect(nextStep(night(...done('build'), stopped), keeping)).to.deep.equal({ do: 'delete' });
  });

  it('is none when the night is closed', () => {
    const closed = { kind: 'closed', at, exitCode: 1, isKept: true } as const;
    expect(nextStep(night(...judged(1), closed), rules)).to.deep.equal({ end: 'over' });
  });
});
