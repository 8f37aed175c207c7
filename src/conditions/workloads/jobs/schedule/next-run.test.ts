import { expect } from 'chai';
import { nextRun, runsBetween } from './next-run.ts';
import { parseSchedule } from './parse-schedule.ts';
import { fixedZone, timeZone } from './time-zone.ts';

const UTC = fixedZone(0);

/** The next runs, as the controller's own library computes them. */
function runs(schedule: string, zone: string, from: string, number: number): string {
  const [read, place] = [parseSchedule(schedule), timeZone(zone) ?? UTC];
  const found: string[] = [];
  for (let at = nextRun(read, Date.parse(from), place); at !== undefined && found.length < number;) {
    found.push(new Date(at).toISOString().replace(':00.000Z', 'Z'));
    at = nextRun(read, at, place);
  }
  return found.join(' ');
}

describe('The next runs of a schedule', () => {
  // Recorded from github.com/robfig/cron v3.0.1.
  for (const [schedule, zone, from, expected] of [
    ['30 2 * * *', 'America/New_York', '2026-03-07T12:00:00Z', '2026-03-09T06:30Z 2026-03-10T06:30Z'],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00:00Z', '2026-11-01T05:30Z 2026-11-01T06:30Z 2026-11-02T06:30Z'],
    ['0 * * * *', 'America/New_York', '2026-11-01T04:30:00Z', '2026-11-01T05:00Z 2026-11-01T06:00Z 2026-11-01T07:00Z'],
    [
      '*/20 * * * *',
      'Australia/Lord_Howe',
      '2026-04-04T14:00:00Z',
      '2026-04-04T14:20Z 2026-04-04T14:40Z 2026-04-04T15:10Z 2026-04-04T15:30Z 2026-04-04T15:50Z 2026-04-04T16:10Z',
    ],
    ['0 0 * * *', 'America/Sao_Paulo', '2018-11-02T12:00:00Z', '2018-11-03T03:00Z 2018-11-05T02:00Z 2018-11-06T02:00Z'],
    ['30 2 * * 0', 'Europe/Berlin', '2026-03-20T00:00:00Z', '2026-03-22T01:30Z 2026-04-05T00:30Z 2026-04-12T00:30Z'],
    ['0 2,3 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T01:00Z 2026-03-30T00:00Z 2026-03-30T01:00Z'],
    ['0 0 31 * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', '2026-01-30T18:30Z 2026-03-30T18:30Z 2026-05-30T18:30Z'],
    ['59 23 31 12 *', 'Pacific/Kiritimati', '2026-01-01T00:00:00Z', '2026-12-31T09:59Z 2027-12-31T09:59Z'],
    [
      '*/7 1-5 * * *',
      'Asia/Kathmandu',
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:04Z 2026-01-01T00:11Z 2026-01-01T19:15Z 2026-01-01T19:22Z 2026-01-01T19:29Z',
    ],
    ['0 1 * * *', 'Africa/Casablanca', '2026-02-13T00:00:00Z', '2026-02-14T00:00Z 2026-02-15T00:00Z 2026-02-16T01:00Z'],
    ['0 0 */2 * 1', 'UTC', '2026-01-01T00:00:00Z', '2026-01-03T00:00Z 2026-01-05T00:00Z 2026-01-07T00:00Z'],
    ['0 0 */1 * 1', 'UTC', '2026-01-01T00:00:00Z', '2026-01-05T00:00Z 2026-01-12T00:00Z 2026-01-19T00:00Z'],
    ['0 0 ? * 1', 'UTC', '2026-01-01T00:00:00Z', '2026-01-05T00:00Z 2026-01-12T00:00Z'],
    ['0 0 *,1 * 1', 'UTC', '2026-01-01T00:00:00Z', '2026-01-05T00:00Z 2026-01-12T00:00Z'],
    ['0 0 1,,2 * *', 'UTC', '2026-01-01T00:00:00Z', '2026-01-02T00:00Z 2026-02-01T00:00Z 2026-02-02T00:00Z'],
    ['5/15 * * * *', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T00:05Z 2026-01-01T00:20Z 2026-01-01T00:35Z'],
    ['0 0 * JAN-mar/2 Mon,fri', 'UTC', '2026-01-28T00:00:00Z', '2026-01-30T00:00Z 2026-03-02T00:00Z 2026-03-06T00:00Z'],
    ['0 */6 1-7 * 0', 'UTC', '2026-01-07T12:00:00Z', '2026-01-07T18:00Z 2026-01-11T00:00Z 2026-01-11T06:00Z'],
    ['0 0 29 2 *', 'UTC', '2026-03-01T00:00:00Z', '2028-02-29T00:00Z'],
    ['@hourly', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T01:00Z'],
    ['@midnight', 'UTC', '2026-01-01T00:00:00Z', '2026-01-02T00:00Z'],
    ['@annually', 'UTC', '2026-01-01T00:00:00Z', '2027-01-01T00:00Z'],
    ['@every 1h30m', 'UTC', '2026-01-01T00:00:00Z', '2026-01-01T01:30Z 2026-01-01T03:00Z'],
  ] as const)
    it(`${schedule} in ${zone} after ${from}`, () => {
      expect(runs(schedule, zone, from, expected.split(' ').length)).to.equal(expected);
    });

  for (const never of ['0 0 30 2 *', '0 0 31 4,6,9,11 ?', '0 0 , * *'])
    it(`${never} never come`, () => {
      expect(nextRun(parseSchedule(never), Date.parse('2026-01-01T00:00:00Z'), UTC)).to.equal(undefined);
    });

  it('are counted up to a number, from the first one on', () => {
    const span = { after: Date.parse('2026-01-01T00:00:00Z'), until: Date.parse('2026-01-04T00:00:00Z'), most: 100 };
    const first = Date.parse('2026-01-01T01:00:00Z');
    expect(runsBetween(parseSchedule('@hourly'), span, UTC)).to.deep.equal({ count: 72, first });
    expect(runsBetween(parseSchedule('* * * * *'), span, UTC).count).to.equal(100);
    expect(runsBetween(parseSchedule('@yearly'), span, UTC)).to.deep.equal({ count: 0, first: undefined });
  });
});

describe('A schedule', () => {
  for (const wrong of [
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '15 3 * * 7',
    '5-1 * * * *',
  ])
    it(`'${wrong}' is refused, as by Kubernetes`, () => {
      expect(() => parseSchedule(wrong)).to.throw();
    });
  for (const wrong of ['*/0 * * * *', 'a * * * *', '1-2-3 * * * *', '1/2/3 * * * *', '@every soon', '@often'])
    it(`'${wrong}' is refused, too`, () => {
      expect(() => parseSchedule(wrong)).to.throw();
    });

  it('may name its own time zone', () => {
    expect(parseSchedule('CRON_TZ=Asia/Tokyo 0 3 * * *')).to.include({ zone: 'Asia/Tokyo' });
    expect(parseSchedule('0 3 * * *')).to.include({ zone: undefined });
  });

  it('is not read in a time zone that nobody knows', () => {
    expect(timeZone('Mars/Olympus')).to.equal(undefined);
    expect(timeZone('+01:00')).to.equal(undefined);
  });
});
