import { describe, expect, it } from 'vitest';
import type { CronJobStatus } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

interface Sketch {
  schedule?: string;
  /** A line for sh. */
  script?: string;
  /** Further lines of the spec, indented by two spaces. */
  spec?: string;
}

function tick({ schedule = '*/5 * * * *', script = 'date', spec = '' }: Sketch = {}): string {
  return `
apiVersion: batch/v1
kind: CronJob
metadata: { name: tick }
spec:
  schedule: '${schedule}'
${spec}
  jobTemplate:
    metadata: { labels: { app: tick } }
    spec:
      template:
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 3
          containers: [{ name: tick, image: 'busybox:1.36', command: [sh, -c, '${script}'] }]
`;
}

/** A cluster that starts at 2025-01-01T00:00:00Z, a Wednesday, or at another time. */
function ticking(sketch: Sketch = {}, startTime = Date.UTC(2025, 0, 1)): ClusterDriver {
  return new ClusterDriver({ startTime }).apply(tick(sketch));
}

function status(driver: ClusterDriver): CronJobStatus {
  return driver.get('cronjobs', 'tick').status;
}

function jobs(driver: ClusterDriver): string[] {
  return driver.cluster.live.list('jobs', 'default').map(({ metadata }) => metadata.name);
}

/** The name of the Job of a time. */
function jobAt(time: string): string {
  return `tick-${Date.parse(time) / 60_000}`;
}

function suspend(driver: ClusterDriver, value: boolean): void {
  driver.must('CronJob', { verb: 'patch', patchType: 'merge', name: 'tick', body: { spec: { suspend: value } } });
}

describe('a CronJob', () => {
  it('makes a Job each time that its schedule names, within a second', () => {
    const driver = ticking().advance(299);
    expect(jobs(driver)).toEqual([]);
    driver.advance(2);
    expect(jobs(driver)).toEqual([jobAt('2025-01-01T00:05:00Z')]);
    const name = jobAt('2025-01-01T00:05:00Z');
    expect(status(driver)).toMatchObject({
      active: [{ kind: 'Job', apiVersion: 'batch/v1', namespace: 'default', name }],
      lastScheduleTime: '2025-01-01T00:05:00Z',
    });
    expect(driver.get('jobs', name).metadata).toMatchObject({
      labels: { app: 'tick' },
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2025-01-01T00:05:00Z' },
      ownerReferences: [{ kind: 'CronJob', name: 'tick', controller: true }],
    });
    driver.advance(60);
    expect(status(driver).active).toBeUndefined();
    expect(status(driver).lastSuccessfulTime).toBeDefined();
    expect(driver.events('tick')).toEqual([
      `SuccessfulCreate: Created job ${name}`,
      `SawCompletedJob: Saw completed job: ${name}, condition: Complete`,
    ]);
  });

  it('keeps the last three that succeeded and the last that failed', () => {
    const succeeding = ticking().advance(6 * 300);
    expect(jobs(succeeding)).toEqual(['15', '20', '25'].map((minute) => jobAt(`2025-01-01T00:${minute}:00Z`)));
    expect(succeeding.events('tick')).toContain(`SuccessfulDelete: Deleted job ${jobAt('2025-01-01T00:05:00Z')}`);
    const failing = ticking({ script: 'exit 1' });
    const spec = { spec: { jobTemplate: { spec: { backoffLimit: 0 } } } };
    failing.must('CronJob', { verb: 'patch', patchType: 'merge', name: 'tick', body: spec });
    failing.advance(6 * 300);
    expect(jobs(failing)).toEqual([jobAt('2025-01-01T00:25:00Z')]);
  });

  it('by default lets runs overlap', () => {
    expect(jobs(ticking({ schedule: '* * * * *', script: 'sleep 1000' }).advance(190))).toHaveLength(3);
  });

  it('with Forbid skips a run while one is active, and makes up for it when that has ended', () => {
    const spec = '  concurrencyPolicy: Forbid';
    const driver = ticking({ schedule: '* * * * *', script: 'sleep 90', spec }).advance(130);
    expect(jobs(driver)).toEqual([jobAt('2025-01-01T00:01:00Z')]);
    expect(driver.events('tick')).toContain(
      'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    driver.advance(40);
    expect(jobs(driver)).toEqual([jobAt('2025-01-01T00:01:00Z'), jobAt('2025-01-01T00:02:00Z')]);
  });

  it('with Replace ends the run that is active', () => {
    const spec = '  concurrencyPolicy: Replace';
    const driver = ticking({ schedule: '* * * * *', script: 'sleep 1000', spec }).advance(170);
    expect(jobs(driver)).toEqual([jobAt('2025-01-01T00:02:00Z')]);
    expect(driver.pods()).toHaveLength(1);
  });

  it('does nothing while it is suspended, and then only runs what was missed last', () => {
    const driver = ticking();
    suspend(driver, true);
    driver.advance(1000);
    expect(jobs(driver)).toEqual([]);
    suspend(driver, false);
    driver.advance(5);
    expect(jobs(driver)).toEqual([jobAt('2025-01-01T00:15:00Z')]);
  });

  it('lets a run go whose deadline is over', () => {
    const driver = ticking({ spec: '  startingDeadlineSeconds: 30' });
    suspend(driver, true);
    driver.advance(960);
    suspend(driver, false);
    driver.advance(5);
    expect(jobs(driver)).toEqual([]);
    driver.advance(240);
    expect(jobs(driver)).toEqual([jobAt('2025-01-01T00:20:00Z')]);
  });

  it('warns when it has missed more than a hundred runs', () => {
    const driver = ticking({ schedule: '* * * * *' });
    suspend(driver, true);
    driver.advance(7200);
    suspend(driver, false);
    driver.advance(5);
    expect(driver.events('tick')[0]).toBe(
      'TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    );
    expect(jobs(driver)).toEqual([jobAt('2025-01-01T02:00:00Z')]);
  });

  it('takes its Jobs with it', () => {
    const driver = ticking({ script: 'sleep 1000' }).advance(310);
    driver.delete('CronJob', 'tick').advance(60);
    expect(jobs(driver)).toEqual([]);
    expect(driver.pods()).toEqual([]);
  });

  it.each<[what: string, schedule: string, timeZone: string, from: string, run: string]>([
    ['every day', '0 0 * * *', 'UTC', '2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z'],
    ['a shorthand', '@monthly', 'UTC', '2025-01-15T12:00:00Z', '2025-02-01T00:00:00Z'],
    ['an interval', '@every 90m', 'UTC', '2025-01-01T00:00:00Z', '2025-01-01T01:30:00Z'],
    ['a leap day', '0 12 29 2 *', 'UTC', '2028-02-20T00:00:00Z', '2028-02-29T12:00:00Z'],
    ['either day', '0 0 13 * FRI', 'UTC', '2025-01-11T00:00:00Z', '2025-01-13T00:00:00Z'],
    ['a week day by name', '30 9 * * mon-fri', 'UTC', '2025-01-03T10:00:00Z', '2025-01-06T09:30:00Z'],
    ['morning in Seoul', '0 9 * * *', 'Asia/Seoul', '2025-01-01T00:30:00Z', '2025-01-02T00:00:00Z'],
    ['winter in Berlin', '0 9 * * *', 'Europe/Berlin', '2025-01-01T00:00:00Z', '2025-01-01T08:00:00Z'],
    ['summer in Berlin', '0 9 * * *', 'Europe/Berlin', '2025-07-01T00:00:00Z', '2025-07-01T07:00:00Z'],
    ['an hour that is skipped', '30 2 * * *', 'America/New_York', '2025-03-09T00:00:00Z', '2025-03-10T06:30:00Z'],
  ])('%s: %s in %s', (_, schedule, timeZone, from, run) => {
    const start = Date.parse(from);
    const driver = ticking({ schedule, spec: `  timeZone: ${timeZone}` }, start);
    driver.cluster.advance(Date.parse(run) - start - 1000);
    expect(jobs(driver)).toEqual([]);
    driver.advance(2);
    expect(jobs(driver)).toEqual([jobAt(run)]);
  });

  it('says so when its schedule never comes', () => {
    const driver = ticking({ schedule: '0 0 31 2 *' }).advance(600);
    expect(driver.events('tick')).toEqual([
      'InvalidSchedule: invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
    ]);
  });
});
