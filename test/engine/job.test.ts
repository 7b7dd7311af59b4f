import { describe, expect, it } from 'vitest';
import { formatIndexes, parseIndexes } from '../../src/engine/controllers/job-indexes.ts';
import { earlyOutcome } from '../../src/engine/controllers/job-outcome.ts';
import type { Job } from '../../src/engine/index.ts';
import { ClusterDriver } from '../support/cluster-driver.ts';

interface Sketch {
  /** A line for sh. */
  script?: string;
  restartPolicy?: 'Never' | 'OnFailure';
  /** Further lines of the spec, indented by two spaces. */
  spec?: string;
}

function work({ script = 'sleep 5', restartPolicy = 'Never', spec = '' }: Sketch = {}): string {
  return `
apiVersion: batch/v1
kind: Job
metadata: { name: work }
spec:
${spec}
  template:
    spec:
      restartPolicy: ${restartPolicy}
      terminationGracePeriodSeconds: 3
      containers: [{ name: work, image: 'busybox:1.36', command: [sh, -c, '${script}'] }]
`;
}

function job(driver: ClusterDriver): Job {
  return driver.get('jobs', 'work');
}

function conditions(driver: ClusterDriver): string[] {
  return (job(driver).status.conditions ?? []).map(({ type, status, reason }) => `${type}=${status} ${reason ?? ''}`);
}

function until(driver: ClusterDriver, condition: string, seconds = 600): ClusterDriver {
  return driver.until(
    condition,
    () => job(driver).status.conditions?.some(({ type, status }) => type === condition && status === 'True') === true,
    seconds,
  );
}

function started(sketch: Sketch = {}): ClusterDriver {
  return new ClusterDriver().apply(work(sketch));
}

function suspend(driver: ClusterDriver, value: boolean): ClusterDriver {
  driver.must('Job', { verb: 'patch', patchType: 'merge', name: 'work', body: { spec: { suspend: value } } });
  return driver;
}

/** Events without the names of pods. */
function events(driver: ClusterDriver): string[] {
  return driver.events('work').map((event) => event.replace(/(pod: work-(?:\d+-)?)[a-z0-9]{5}$/, '$1x'));
}

describe('a Job', () => {
  it('runs one pod to its end and completes', () => {
    const driver = until(started(), 'Complete');
    const { startTime, completionTime, conditions: _, ...status } = job(driver).status;
    expect(status).toEqual({ succeeded: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    expect(startTime).toBeDefined();
    expect(completionTime).toBeDefined();
    expect(conditions(driver)).toEqual([
      'SuccessCriteriaMet=True CompletionsReached',
      'Complete=True CompletionsReached',
    ]);
    expect(events(driver)).toEqual(['SuccessfulCreate: Created pod: work-x', 'Completed: Job completed']);
    const [pod] = driver.pods();
    expect(pod?.metadata.finalizers).toBeUndefined();
    expect(pod?.metadata.labels).toMatchObject({
      'batch.kubernetes.io/job-name': 'work',
      'batch.kubernetes.io/controller-uid': job(driver).metadata.uid,
    });
  });

  it('reports what runs, and keeps its pods tracked until they are counted', () => {
    const driver = started();
    driver.until('it is ready', () => job(driver).status.ready === 1);
    expect(job(driver).status).toMatchObject({ active: 1, ready: 1, terminating: 0 });
    expect(driver.pods()[0]?.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
  });

  it('runs as many at once as parallelism says until enough have succeeded', () => {
    const driver = started({ spec: '  parallelism: 2\n  completions: 5' });
    let most = 0;
    driver.until('it is complete', () => {
      most = Math.max(most, job(driver).status.active ?? 0);
      return job(driver).status.completionTime !== undefined;
    });
    expect(most).toBe(2);
    expect(driver.pods()).toHaveLength(5);
    expect(job(driver).status.succeeded).toBe(5);
  });

  it('waits 10 s before it replaces a failed pod, then twice as long, and gives up after the limit', () => {
    const driver = started({ script: 'exit 3', spec: '  backoffLimit: 2' });
    const created: number[] = [];
    driver.until(
      'it has failed',
      () => {
        const count = driver.pods().length;
        while (created.length < count) created.push(driver.cluster.now());
        return conditions(driver).includes('Failed=True BackoffLimitExceeded');
      },
      300,
    );
    const gaps = created.slice(1).map((time, index) => (time - (created[index] ?? 0)) / 1000);
    expect(gaps).toHaveLength(2);
    expect(gaps[0]).toBeGreaterThanOrEqual(10);
    expect(gaps[0]).toBeLessThan(15);
    expect(gaps[1]).toBeGreaterThanOrEqual(20);
    expect(gaps[1]).toBeLessThan(25);
    expect(job(driver).status).toMatchObject({ failed: 3, ready: 0 });
    expect(conditions(driver)).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
    expect(events(driver).at(-1)).toBe('BackoffLimitExceeded: Job has reached the specified backoff limit');
  });

  it('counts restarts in place towards the limit', () => {
    const driver = until(
      started({ script: 'exit 1', restartPolicy: 'OnFailure', spec: '  backoffLimit: 2' }),
      'Failed',
    );
    expect(job(driver).status.failed).toBe(1);
    driver.advance(60);
    expect(driver.pods()).toHaveLength(0);
  });

  it('stops what runs when its deadline is over', () => {
    const driver = until(started({ script: 'sleep 1000', spec: '  activeDeadlineSeconds: 20' }), 'Failed');
    expect(conditions(driver)).toEqual(['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded']);
    expect(events(driver)).toEqual([
      'SuccessfulCreate: Created pod: work-x',
      'SuccessfulDelete: Deleted pod: work-x',
      'DeadlineExceeded: Job was active longer than specified deadline',
    ]);
  });

  it('with indexes runs each of them once', () => {
    const driver = until(
      started({
        script: 'echo index $JOB_COMPLETION_INDEX',
        spec: '  completionMode: Indexed\n  completions: 4\n  parallelism: 2',
      }),
      'Complete',
    );
    expect(job(driver).status).toMatchObject({ succeeded: 4, completedIndexes: '0-3' });
    const logs = driver
      .pods()
      .map(({ metadata }) => driver.cluster.logs('default', metadata.name, 'work')?.map(({ text }) => text) ?? []);
    expect(logs.flat().toSorted()).toEqual(['index 0', 'index 1', 'index 2', 'index 3']);
    const second = driver.pods().find(({ metadata }) => metadata.name.startsWith('work-1-'));
    expect(second?.spec.hostname).toBe('work-1');
    expect(second?.metadata.labels?.['batch.kubernetes.io/job-completion-index']).toBe('1');
  });

  it('counts failures by index when it has a limit for each', () => {
    const driver = until(
      started({
        script: 'exit $JOB_COMPLETION_INDEX',
        spec: '  completionMode: Indexed\n  completions: 3\n  parallelism: 3\n  backoffLimitPerIndex: 1',
      }),
      'Failed',
    );
    expect(job(driver).status).toMatchObject({ succeeded: 1, completedIndexes: '0', failedIndexes: '1,2', failed: 4 });
    expect(conditions(driver)[0]).toBe('FailureTarget=True FailedIndexes');
  });

  it('without completions ends when one has succeeded and the others are through', () => {
    const driver = until(started({ spec: '  parallelism: 3' }), 'Complete');
    expect(job(driver).status.succeeded).toBe(3);
  });

  it('is suspended and resumed', () => {
    const driver = started({ script: 'sleep 30', spec: '  parallelism: 2\n  completions: 2' }).advance(10);
    suspend(driver, true).advance(10);
    expect(driver.pods()).toHaveLength(0);
    expect(conditions(driver)).toEqual(['Suspended=True JobSuspended']);
    const before = job(driver).status.startTime;
    suspend(driver, false).advance(5);
    expect(driver.pods()).toHaveLength(2);
    expect(conditions(driver)).toEqual(['Suspended=False JobResumed']);
    expect(job(driver).status.startTime).not.toBe(before);
    until(driver, 'Complete');
    expect(job(driver).status.failed).toBeUndefined();
    expect(events(driver)).toContain('Suspended: Job suspended');
    expect(events(driver)).toContain('Resumed: Job resumed');
  });

  it('goes some time after it has finished', () => {
    const driver = until(started({ spec: '  ttlSecondsAfterFinished: 30' }), 'Complete').advance(20);
    expect(driver.pods()).toHaveLength(1);
    driver.advance(15);
    expect(driver.cluster.live.list('jobs')).toHaveLength(0);
    expect(driver.pods()).toHaveLength(0);
  });

  it('takes its pods with it when it is deleted, tracked as they are', () => {
    const driver = started({ script: 'sleep 1000' }).advance(10);
    driver.delete('Job', 'work', { propagationPolicy: 'Background' }).advance(60);
    expect(driver.pods()).toHaveLength(0);
  });

  it('fails at once when its policy says so of an exit code', () => {
    const spec = `  backoffLimit: 6
  podFailurePolicy:
    rules: [{ action: FailJob, onExitCodes: { operator: In, values: [42] } }]`;
    const driver = until(started({ script: 'exit 42', spec }), 'Failed');
    const { name = '' } = driver.pods()[0]?.metadata ?? {};
    expect(events(driver).at(-1)).toBe(
      `PodFailurePolicy: Container work for pod default/${name} failed with exit code 42 matching FailJob rule at index 0`,
    );
  });

  it('does not count failures that its policy ignores', () => {
    const spec = `  backoffLimit: 0
  podFailurePolicy:
    rules: [{ action: Ignore, onExitCodes: { operator: In, values: [42] } }]`;
    const driver = started({ script: 'exit 42', spec }).advance(40);
    expect(driver.pods().length).toBeGreaterThan(1);
    expect(job(driver).status.failed).toBeUndefined();
  });

  it('runs nothing any more when parallelism is 0', () => {
    const driver = started({ script: 'sleep 100', spec: '  parallelism: 0' }).advance(30);
    expect(driver.pods()).toHaveLength(0);
    expect(conditions(driver)).toEqual([]);
  });

  it('keeps the index in the names of pods of a Job with a long name', () => {
    // TestPodGenerateNameWithIndex: 58 characters are kept, and the random suffix follows.
    const name = 'hhhhhooooohhhhhooooohhhhhooooohhhhhooooohhhhhooooohhhhhoo';
    const yaml = work({ spec: '  completionMode: Indexed\n  completions: 2\n  parallelism: 2' });
    const driver = new ClusterDriver().apply(yaml.replace('name: work }', `name: ${name} }`)).advance(5);
    const names = driver.pods().map(({ metadata }) => metadata.name.slice(0, -5));
    expect(names.toSorted()).toEqual([0, 1].map((index) => `${name.slice(0, 55)}-${index}-`));
  });

  it('completes although a sidecar would go on for long', () => {
    const yaml = work({ script: 'sleep 3' }).replace(
      '      containers:',
      `      initContainers:
        - { name: helper, image: 'busybox:1.36', restartPolicy: Always, command: [sh, -c, 'sleep 1000'] }
      containers:`,
    );
    const driver = until(new ClusterDriver().apply(yaml), 'Complete', 30);
    const [pod] = driver.pods();
    expect(pod?.status.phase).toBe('Succeeded');
    // It does not listen to SIGTERM, so that it is killed when the grace period of 3 s is over.
    expect(pod?.status.initContainerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
    const killing = driver.events(pod?.metadata.name ?? '').filter((event) => event.startsWith('Killing'));
    expect(killing).toEqual(['Killing: Stopping container helper']);
  });

  it('waits after the end of a failed pod until its sidecars have ended too', () => {
    const yaml = work({ script: 'exit 1', spec: '  backoffLimit: 3' }).replace(
      '      containers:',
      `      initContainers:
        - { name: helper, image: 'busybox:1.36', restartPolicy: Always, command: [sh, -c, 'trap "sleep 2; exit 0" TERM; sleep 1000'] }
      containers:`,
    );
    const driver = new ClusterDriver().apply(yaml);
    driver.until('there is a second pod', () => driver.pods().length === 2);
    const times = driver.pods().map(({ metadata }) => Date.parse(metadata.creationTimestamp));
    const first = driver.pods().find(({ status }) => status.phase === 'Failed');
    const statuses = [...(first?.status.containerStatuses ?? []), ...(first?.status.initContainerStatuses ?? [])];
    const ends = statuses.map(({ state }) => Date.parse(state.terminated?.finishedAt ?? ''));
    expect(Math.max(...ends)).toBeGreaterThan(Math.min(...ends));
    expect(Math.max(...times) - Math.max(...ends)).toBeGreaterThanOrEqual(10_000);
  });

  it('notes on the next pod of an index how often failures before it were ignored', () => {
    const spec = `  completionMode: Indexed
  completions: 1
  backoffLimitPerIndex: 1
  podFailurePolicy:
    rules: [{ action: Ignore, onExitCodes: { operator: In, values: [42] } }]`;
    const driver = started({ script: 'exit 42', spec });
    driver.until('there is a third pod', () => driver.pods().length === 3, 120);
    const annotations = driver.pods().map(({ metadata }) => metadata.annotations ?? {});
    const ignored = annotations.map((each) => each['batch.kubernetes.io/job-index-ignored-failure-count']);
    expect(new Set(ignored)).toEqual(new Set([undefined, '1', '2']));
    expect(annotations.map((each) => each['batch.kubernetes.io/job-index-failure-count'])).toEqual(['0', '0', '0']);
  });
});

function indexedJob(successPolicy: NonNullable<Job['spec']['successPolicy']>): Job {
  const spec = { completions: 10, completionMode: 'Indexed', template: { spec: { containers: [] } } };
  const metadata = {
    name: 'job',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2025-01-01T00:00:00Z',
  };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { ...spec, successPolicy }, status: {} } as Job;
}

/** Rows of TestMatchSuccessPolicy (pkg/controller/job/success_policy_test.go): what succeeded, the rules, and which is met. */
const successRows: readonly [string, readonly [string | undefined, number | undefined][], number | undefined][] = [
  ['0', [], undefined],
  ['0-2,4-7', [['0-2', undefined]], 0],
  ['0-2', [['3', undefined]], undefined],
  ['0-2', [[undefined, 2]], 0],
  ['0-2', [[undefined, 4]], undefined],
  [
    '0-2,4-7',
    [
      ['9', undefined],
      ['4,6', undefined],
    ],
    1,
  ],
  [
    '0-2,4-7',
    [
      ['0,1', undefined],
      ['5', undefined],
    ],
    0,
  ],
  ['0-2,4-7', [['3-6', 2]], 0],
  ['0-2,6-7', [['3-6', 2]], undefined],
  ['', [[undefined, 4]], undefined],
  ['1-5,6-9', [['2-4,6-8', undefined]], 0],
  ['2-4,6-9', [['2-4,6-9', undefined]], 0],
  ['1-3', [['', undefined]], undefined],
  ['', [['', undefined]], undefined],
  ['1-3,5-7', [['10-12,14-16', undefined]], undefined],
  ['2-4,6-8', [['1-3,5-7', undefined]], undefined],
  ['2-4,6-8', [['1-3,5-7', 4]], 0],
  ['1-3,5-7', [['2-4,6-9', undefined]], undefined],
  ['1-3,5-7', [['2-4,6-9', 4]], 0],
  ['1-3,7-8', [['0-4,6-9', undefined]], undefined],
  ['1-3,7-8', [['0-4,6-9', 5]], 0],
  ['1-3,5-9', [['0-6,8-9', undefined]], undefined],
  ['1-3,5-9', [['0-6,8-9', 7]], 0],
  ['1-5,7-9', [['0-5,7-9', undefined]], undefined],
  ['1-5,7-9', [['0-5,7-9', 8]], 0],
  ['1-9', [['0-3,6-9', undefined]], undefined],
  ['1-9', [['0-3,6-9', 7]], 0],
];

describe('a success policy', () => {
  it.each(successRows)('with %j succeeded and the rules %j meets rule %j', (text, list, met) => {
    const rules = list.map(([succeededIndexes, succeededCount]) => ({
      ...(succeededIndexes !== undefined && { succeededIndexes }),
      ...(succeededCount !== undefined && { succeededCount }),
    }));
    const succeededIndexes = parseIndexes(text, 10);
    const counts = { succeeded: succeededIndexes.size, failed: 0, active: 0, succeededIndexes };
    const outcome = earlyOutcome(indexedJob({ rules }), [], counts, 0);
    expect(outcome?.message).toBe(met === undefined ? undefined : `Matched rules at index ${met}`);
  });
});

/** Rows of TestCalculateSucceededIndexes and orderedIntervals.String: a status of before, and how it is written again. */
const indexTexts: readonly [string, number, string][] = [
  ['0-5,8-10', 8, '0-5'],
  ['0-5,8-10', 10, '0-5,8,9'],
  ['0,4,5,10-12', 13, '0,4,5,10-12'],
  ['3,4,6', 9, '3,4,6'],
  ['2,7,8', 9, '2,7,8'],
  ['2-7', 10, '2-7'],
  ['0,1-foo,bar', 4, '0'],
  ['', 4, ''],
];

describe('completed indexes', () => {
  it.each(indexTexts)('%j of %i reads as %j', (text, completions, written) => {
    expect(formatIndexes(parseIndexes(text, completions))).toBe(written);
  });
});
