import { beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/engine/index.ts';
import { sayIn } from '../support/all-texts.ts';
import type { Problem } from '../../src/session/index.ts';
import { deployment, emptyCluster, fixed, reviewOf, reviewed, service } from './review-world.ts';

let cluster: Cluster;

beforeAll(() => {
  cluster = emptyCluster();
});

/** What is said of a text, by the name of the sentence, and the line that it stands at. */
function said(text: string): readonly string[] {
  return reviewOf(text, cluster).map(({ phrase, message, line }) => {
    const written = text.split('\n')[line - 1]?.trim() ?? '';
    return `${phrase?.key.split('.').at(-1) ?? message}: ${written.replace(/^- /, '')}`;
  });
}

function only(text: string, key: string): Problem {
  const found = reviewOf(text, cluster).find(({ phrase }) => phrase?.key === `writing.regret.${key}`);
  if (found === undefined) throw new Error(`${key} was not said`);
  return found;
}

const ready = deployment.replace(
  '          ports:',
  '          readinessProbe:\n            httpGet:\n              path: /\n              port: 80\n          ports:',
);
const whole = `${ready}---\n${service}`;

const object = (apiVersion: string, kind: string, rest: string): string =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n${rest}`;

describe('what a person would regret', () => {
  it('is nothing in a sound text', () => {
    expect(said(whole)).toEqual([]);
  });

  it('a template that was pasted instead of what it makes', () => {
    const text = deployment.replace('name: web', 'name: {{ .Release.Name }}-web');
    expect(only(text, 'template').line).toBe(4);
    // Braces alone, in what can be read, are nothing to speak of.
    expect(said(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: "{{ .x }}"\n`)).toEqual([]);
  });

  it('a Service that selects nothing', () => {
    const text = whole.replace('  selector:\n    app: web\n  ports', '  selector:\n    app: wep\n  ports');
    expect(said(text)).toEqual(['noService: name: web', 'selectsNothing: selector:']);
    expect(fixed(text, only(text, 'selectsNothing'))).toBe(whole);
  });

  it('unless its pods are in the cluster already, or in another file', () => {
    expect(said(service)).toEqual(['selectsNothing: selector:']);
    const files = [
      { name: 'a.yaml', text: service },
      { name: 'b.yaml', text: ready },
    ];
    expect(reviewed(files, cluster)).toEqual([]);
  });

  it('a target port that no container names', () => {
    const text = whole.replace('targetPort: 80', 'targetPort: 8080');
    expect(said(text)).toEqual(['nobodyListens: targetPort: 8080']);
    expect(fixed(text, only(text, 'nobodyListens'))).toBe(whole);
    expect(said(whole.replace('targetPort: 80', 'targetPort: http'))).toEqual(['nobodyListens: targetPort: http']);
    // Who names no port may listen on any.
    expect(
      said(
        whole
          .replace('          ports:\n            - containerPort: 80\n', '')
          .replace('targetPort: 80', 'targetPort: 8080'),
      ),
    ).toEqual([]);
  });

  it('two Deployments with one selector', () => {
    const text = `${whole}---\n${ready.replace('name: web', 'name: other')}`;
    expect(said(text).filter((each) => each.startsWith('overlap'))).toEqual([
      'overlap: selector:',
      'overlap: selector:',
    ]);
    const second = reviewOf(text, cluster).findLast(({ phrase }) => phrase?.key === 'writing.regret.overlap');
    if (second === undefined) throw new Error('the second was not told');
    expect(said(fixed(text, second)).filter((each) => each.startsWith('overlap'))).toEqual([]);
  });

  it('an image without a version', () => {
    expect(said(whole.replace('nginx:1.27', 'nginx'))).toEqual(['latest: image: nginx']);
    expect(said(whole.replace('nginx:1.27', 'registry:5000/nginx:latest'))).toEqual([
      'latest: image: registry:5000/nginx:latest',
    ]);
    expect(said(whole.replace('nginx:1.27', 'registry:5000/nginx:1'))).toEqual([]);
  });

  it('no readiness probe: a suggestion, and a warning where no pod may be missing', () => {
    const text = `${deployment}---\n${service}`;
    const [hint] = reviewOf(text, cluster);
    expect(hint).toMatchObject({ severity: 'hint', phrase: { key: 'writing.regret.noReadiness' }, line: 16 });
    expect(hint && said(fixed(text, hint))).toEqual([]);
    const strict = text.replace(
      '  replicas: 3',
      '  strategy:\n    rollingUpdate:\n      maxUnavailable: 0\n  replicas: 3',
    );
    expect(reviewOf(strict, cluster)[0]).toMatchObject({
      severity: 'warning',
      phrase: { key: 'writing.regret.noReadinessStrict' },
    });
  });

  it('no Service: one is suggested', () => {
    const hint = only(ready, 'noService');
    expect(hint.severity).toBe('hint');
    const text = fixed(ready, hint);
    expect(text).toBe(whole);
    expect(said(text)).toEqual([]);
  });

  it('names of what is not there', () => {
    const env = `          envFrom:\n            - configMapRef:\n                name: settings\n            - secretRef:\n                name: keys\n                optional: true\n`;
    const text = `${ready}${env}---\n${service}`;
    expect(said(text)).toEqual(['missing: name: settings']);
    expect(said(fixed(text, only(text, 'missing')))).toEqual([]);
    const volume = `${ready}      volumes:\n        - name: data\n          persistentVolumeClaim:\n            claimName: data\n---\n${service}`;
    expect(said(volume)).toEqual(['missing: claimName: data']);
    expect(said(fixed(volume, only(volume, 'missing')))).toEqual([]);
  });

  it('pods that fit on no node', () => {
    const withSpec = (line: string): string => whole.replace('      containers:', `${line}      containers:`);
    expect(said(withSpec('      nodeName: node-9\n'))).toEqual(['noSuchNode: nodeName: node-9']);
    expect(said(withSpec('      nodeSelector:\n        disk: ssd\n'))).toEqual(['noNodeFits: nodeSelector:']);
    expect(said(withSpec('      nodeSelector:\n        kubernetes.io/hostname: node-2\n'))).toEqual([]);
    const large = `${ready}          resources:\n            requests:\n              cpu: "64"\n---\n${service}`;
    expect(said(large)).toEqual(['tooLarge: cpu: "64"']);
  });

  it('an autoscaler that cannot measure, or has no target', () => {
    const hpa = (name: string): string =>
      object(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        `spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ${name}\n  maxReplicas: 5\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 50\n`,
      );
    const text = `${whole}${hpa('web')}`;
    expect(said(text)).toEqual(['noCpuRequest: name: web']);
    expect(said(fixed(text, only(text, 'noCpuRequest')))).toEqual([]);
    expect(said(`${whole}${hpa('wep')}`)).toEqual(['missing: name: wep']);
  });

  it('an Ingress to a Service or port that is not there', () => {
    const ingress = (name: string, port: number): string =>
      object(
        'networking.k8s.io/v1',
        'Ingress',
        `spec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: ${name}\n                port:\n                  number: ${port}\n`,
      );
    expect(said(`${whole}${ingress('web', 80)}`)).toEqual([]);
    expect(said(`${whole}${ingress('wep', 80)}`)).toEqual(['missing: name: wep']);
    const text = `${whole}${ingress('web', 8080)}`;
    expect(said(text)).toEqual(['noSuchPort: number: 8080']);
    expect(fixed(text, only(text, 'noSuchPort'))).toBe(`${whole}${ingress('web', 80)}`);
  });

  it('a budget that allows nothing, and what selects nobody', () => {
    const budget = (spec: string): string => object('policy/v1', 'PodDisruptionBudget', `spec:\n${spec}`);
    expect(said(`${whole}${budget('  minAvailable: 3\n  selector:\n    matchLabels:\n      app: web\n')}`)).toEqual([
      'budgetBlocks: minAvailable: 3',
    ]);
    expect(said(`${whole}${budget('  minAvailable: 2\n  selector:\n    matchLabels:\n      app: web\n')}`)).toEqual([]);
    expect(said(`${whole}${budget('  minAvailable: 2\n  selector:\n    matchLabels:\n      app: x\n')}`)).toEqual([
      'selectsNobody: selector:',
    ]);
    expect(
      said(
        `${whole}${object('networking.k8s.io/v1', 'NetworkPolicy', 'spec:\n  podSelector:\n    matchLabels:\n      app: x\n')}`,
      ),
    ).toEqual(['selectsNobody: podSelector:']);
    expect(said(`${whole}${object('networking.k8s.io/v1', 'NetworkPolicy', 'spec:\n  podSelector: {}\n')}`)).toEqual(
      [],
    );
  });

  it('a StatefulSet whose Service is missing', () => {
    const text = `${ready.replace('Deployment', 'StatefulSet').replace('  replicas: 3', '  serviceName: peers\n  replicas: 3')}---\n${service}`;
    expect(said(text)).toEqual(['missing: serviceName: peers']);
    expect(said(fixed(text, only(text, 'missing')))).toEqual([]);
  });

  it('is said in both languages', () => {
    const texts = [
      deployment,
      service,
      `${whole}---\n${ready.replace('name: web', 'name: other')}`,
      whole.replace('targetPort: 80', 'targetPort: 8080'),
    ];
    for (const text of texts) {
      for (const { phrase } of reviewOf(text, cluster)) {
        const { key = '', params = {} } = phrase ?? {};
        for (const language of ['en', 'ko'] as const) {
          expect(sayIn(language)(key, params)).not.toMatch(/editor\.|\{\{|undefined/);
        }
      }
    }
  });
});
