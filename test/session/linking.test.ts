import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../../src/session/index.ts';
import { FakeFrames } from './fake-frames.ts';

const more = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  mode: dark
---
apiVersion: v1
kind: Pod
metadata:
  name: reader
  labels:
    app: reader
spec:
  nodeSelector:
    kubernetes.io/hostname: node-2
  tolerations:
    - key: dedicated
      operator: Exists
  containers:
    - name: reader
      image: nginx:1.27
      envFrom:
        - configMapRef:
            name: settings
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: door
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  number: 80
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 1
  maxReplicas: 5
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: web
`;

let frames: FakeFrames;
let session: Session;

beforeEach(async () => {
  vi.useFakeTimers();
  frames = new FakeFrames();
  session = new Session({ frames, settings: undefined, language: 'en' });
  session.start();
  await session.loadTools();
  session.editing.open([{ name: 'more.yaml', text: more }]);
  session.editing.apply();
  session.setSpeed(100);
  frames.run(10);
});

afterEach(() => {
  vi.useRealTimers();
});

/** Puts the cursor on the first line of a file that has this text, after another one when there are several. */
function putCursor(file: string, line: string, after = ''): void {
  const text = session.state.files.find(({ name }) => name === file)?.text ?? '';
  const offset = text.indexOf(line, text.indexOf(after));
  expect(offset).toBeGreaterThanOrEqual(0);
  session.linking.cursorAt({ file, offset });
  vi.advanceTimersByTime(100);
}

/** What is highlighted, as `kind/name`, sorted. */
function highlighted(): readonly string[] {
  const { governed, frame } = session.state;
  const names = ['pods', 'services', 'nodes', 'deployments'].flatMap((resource) =>
    frame.snapshot
      .list(resource)
      .filter(({ metadata }) => governed?.uids.includes(metadata.uid) === true)
      .map(({ kind, metadata }) => `${kind}/${metadata.name.replace(/^(web)-.*/, '$1')}`),
  );
  return names.toSorted();
}

const webPods = ['Pod/web', 'Pod/web', 'Pod/web'];
const nodes = ['Node/node-1', 'Node/node-2', 'Node/node-3'];

describe('the cursor highlights', () => {
  const cases: readonly [file: string, line: string, after: string, key: string, things: readonly string[]][] = [
    ['web.yaml', 'replicas: 3', '', 'replicas', ['Deployment/web', ...webPods]],
    ['web.yaml', 'image: nginx', '', 'image', ['Deployment/web', ...webPods]],
    ['web.yaml', 'selector:', '', 'selector', ['Deployment/web', ...webPods]],
    ['web.yaml', 'app: web', '', 'label', ['Deployment/web', ...webPods]],
    ['web.yaml', 'app: web', 'template:', 'label', ['Deployment/web', ...webPods, 'Service/web']],
    ['web.yaml', 'containerPort: 80', '', 'containerPort', [...webPods, 'Service/web']],
    ['web.yaml', 'app: web', 'kind: Service', 'label', [...webPods, 'Service/web']],
    ['web.yaml', 'targetPort: 80', '', 'targetPort', [...webPods, 'Service/web']],
    ['web.yaml', '- port: 80', '', 'servicePort', [...webPods, 'Service/web']],
    ['web.yaml', 'nodePort: 30080', '', 'nodePort', [...nodes, 'Service/web']],
    ['web.yaml', 'type: NodePort', '', 'nodePort', [...nodes, 'Service/web']],
    ['web.yaml', 'name: web', '', 'self', ['Deployment/web', ...webPods]],
    ['web.yaml', 'name: nginx', '', 'template', webPods],
    ['more.yaml', 'mode: dark', '', 'users', ['Pod/reader']],
    ['more.yaml', 'name: settings', 'envFrom', 'users', ['Pod/reader']],
    ['more.yaml', 'kubernetes.io/hostname', '', 'nodes', ['Node/node-2', 'Pod/reader']],
    ['more.yaml', 'operator: Exists', '', 'tolerated', ['Pod/reader']],
    ['more.yaml', 'name: web', 'kind: Ingress', 'target', ['Service/web']],
    ['more.yaml', 'maxReplicas', '', 'target', ['Deployment/web', ...webPods]],
    ['more.yaml', 'minAvailable', '', 'budget', webPods],
  ];
  it.each(cases)('%s: %s (after %s) says %s', (file, line, after, key, things) => {
    putCursor(file, line, after);
    expect(session.state.governed?.phrase.key).toBe(`writing.governs.${key}`);
    expect(highlighted()).toEqual(things.toSorted());
  });

  it('nothing once the cursor is in no text', () => {
    putCursor('web.yaml', 'replicas: 3');
    session.linking.cursorAt(undefined);
    vi.advanceTimersByTime(100);
    expect(session.state.governed).toBeUndefined();
  });

  it('pods that come later too', () => {
    putCursor('web.yaml', 'replicas: 3');
    session.terminal.run(['kubectl', 'scale', 'deployment/web', '--replicas=5']);
    frames.run(60);
    expect(highlighted().filter((each) => each === 'Pod/web')).toHaveLength(5);
    expect(session.state.governed?.phrase.params).toMatchObject({ count: 5 });
  });

  it('and is said aloud once it rests', () => {
    putCursor('web.yaml', 'replicas: 3');
    expect(session.state.announcement?.key).not.toBe('writing.governs.replicas');
    vi.advanceTimersByTime(1000);
    expect(session.state.announcement?.key).toBe('writing.governs.replicas');
  });

  it('that an object is not in the cluster yet', () => {
    session.editing.open([{ name: 'new.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: new\n' }]);
    putCursor('new.yaml', 'name: new');
    expect(session.state.governed).toEqual({
      uids: [],
      phrase: { key: 'writing.governs.absent', params: { kind: 'Pod', name: 'new' } },
    });
  });
});

describe('what is selected shows its place in the texts', () => {
  function select(resource: string, start: string): string {
    const object = session.state.frame.snapshot.list(resource).find(({ metadata }) => metadata.name.startsWith(start));
    if (object === undefined) throw new Error(`there is no ${resource} ${start}`);
    const { namespace = '', name, uid } = object.metadata;
    session.select({ resource, namespace, name, uid });
    const { origin, files } = session.state;
    const lines = files.find(({ name: file }) => file === origin?.file)?.text.split('\n') ?? [];
    return `${origin?.file}: ${lines[(origin?.line ?? 0) - 1]?.trim()} ... ${lines[(origin?.endLine ?? 0) - 1]?.trim()}`;
  }

  it('a pod the template of its Deployment', () => {
    expect(select('pods', 'web-')).toBe('web.yaml: template: ... - containerPort: 80');
    expect(session.state.activeFile).toBe('web.yaml');
  });

  it('a ReplicaSet too', () => {
    expect(select('replicasets', 'web-')).toBe('web.yaml: template: ... - containerPort: 80');
  });

  it('an object of its own its document, in another file that is shown then', () => {
    expect(select('services', 'web')).toBe('web.yaml: apiVersion: v1 ... nodePort: 30080');
    expect(select('pods', 'reader')).toBe('more.yaml: apiVersion: v1 ... name: settings');
    expect(session.state.activeFile).toBe('more.yaml');
  });

  it('nothing for what no text tells of', () => {
    select('pods', 'web-');
    expect(select('nodes', 'node-1')).toBe('undefined: undefined ... undefined');
    expect(session.state.origin).toBeUndefined();
  });
});
