import { expect, it } from 'vitest';
import { Terminal } from '../kubectl/cluster-env.ts';

const container = { name: 'c', image: 'nginx:1.27' };
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [container] } };
const selector = { matchLabels: { a: 'b' } };

const cronJob = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'c' },
  spec: {
    schedule: '* * * * *',
    jobTemplate: { spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } } },
  },
};
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec: { selector, template } };
const statefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 's' },
  spec: {
    serviceName: 's',
    selector,
    template,
    volumeClaimTemplates: [
      {
        metadata: { name: 'd' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
  },
};

it('templates are written as Go writes them, and written back they are the same', () => {
  const terminal = new Terminal();
  terminal.files['all.json'] = [cronJob, deployment, statefulSet]
    .map((object) => JSON.stringify(object))
    .join('\n---\n');
  terminal.out('apply -f all.json');
  const read = (what: string): unknown => JSON.parse(terminal.out(`get ${what} -o json`));
  const time = { creationTimestamp: null };
  expect(read('deploy d')).toMatchObject({ spec: { template: { metadata: { ...time, labels: { a: 'b' } } } } });
  expect(read('cronjob c')).toMatchObject({
    spec: { jobTemplate: { metadata: time, spec: { template: { metadata: time } } } },
  });
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...time, name: 'd' },
    status: { phase: 'Pending' },
  };
  expect(read('sts s')).toMatchObject({ spec: { volumeClaimTemplates: [claim] } });

  expect(terminal.run('diff -f all.json')).toEqual({ rc: 0, stdout: '', stderr: '' });
  for (const what of ['cronjob c', 'deploy d', 'sts s']) {
    terminal.files['same.json'] = terminal.out(`get ${what} -o json`);
    expect(terminal.out('replace -f same.json')).toContain('replaced');
    expect(read(what)).toMatchObject({ metadata: { generation: 1 } });
  }
});
