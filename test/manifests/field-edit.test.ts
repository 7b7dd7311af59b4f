import { describe, expect, it } from 'vitest';
import { applyEdits, parseManifests } from '../../src/manifests/index.ts';
import type { FieldPath, JsonValue } from '../../src/manifests/index.ts';

const text = `# what we run
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the name
  labels: {app: web}
spec:
  replicas: 3 # three of them

  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: "nginx:1.27"
          ports:
            - containerPort: 80
        # the second one
        - name: side
          image: busybox
      volumes:
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports:
  - port: 80
    targetPort: 80
`;

/** The text after a field was given a value, or was taken away when that is undefined. */
function changed(document: number, path: FieldPath, value: JsonValue | undefined, of = text): string {
  const found = parseManifests(of).documents[document];
  const edit = value === undefined ? found?.removeEdit(path) : found?.setEdit(path, value);
  return edit === undefined ? 'no edit' : applyEdits(of, [edit]);
}

function lines(of: string): readonly string[] {
  return of.split('\n');
}

/** Lines that are only in the second text, and those that are only in the first, marked as in a diff. */
function difference(before: string, after: string): readonly string[] {
  return [
    ...lines(before)
      .filter((line) => !lines(after).includes(line))
      .map((line) => `-${line}`),
    ...lines(after)
      .filter((line) => !lines(before).includes(line))
      .map((line) => `+${line}`),
  ];
}

describe('setting a field', () => {
  it('changes its value and leaves comments alone', () => {
    const after = changed(0, ['spec', 'replicas'], 5);
    expect(difference(text, after)).toEqual(['-  replicas: 3 # three of them', '+  replicas: 5 # three of them']);
  });

  it('keeps quotes', () => {
    const after = changed(0, ['spec', 'template', 'spec', 'containers', 0, 'image'], 'nginx:1.28');
    expect(difference(text, after)).toEqual(['-          image: "nginx:1.27"', '+          image: "nginx:1.28"']);
  });

  it('adds what is missing, with all that is on the way', () => {
    const path = ['spec', 'template', 'spec', 'containers', 1, 'resources', 'requests', 'cpu'];
    expect(difference(text, changed(0, path, '100m'))).toEqual([
      '+          resources:',
      '+            requests:',
      '+              cpu: 100m',
    ]);
  });

  it('adds an item to a list that stands as far in as its key', () => {
    const after = changed(1, ['spec', 'ports', 1], { port: 443, name: 'https' });
    expect(difference(text, after)).toEqual(['+  - port: 443', '+    name: https']);
    expect(parseManifests(after).problems).toEqual([]);
  });

  it('fills a field that has no value yet', () => {
    const after = changed(0, ['spec', 'template', 'spec', 'volumes', 0], { name: 'data', emptyDir: {} });
    expect(difference(text, after)).toEqual(['+        - name: data', '+          emptyDir: {}']);
    expect(parseManifests(after).documents[0]?.object).toMatchObject({
      spec: { template: { spec: { volumes: [{ name: 'data', emptyDir: {} }] } } },
    });
  });

  it('changes what stands in braces within them', () => {
    const after = changed(0, ['metadata', 'labels', 'tier'], 'front');
    expect(difference(text, after)).toEqual(['-  labels: {app: web}', '+  labels: { app: web, tier: front }']);
  });

  it('quotes what YAML would read as something else', () => {
    const after = changed(0, ['spec', 'template', 'metadata', 'labels', 'beta'], 'yes');
    expect(difference(text, after)).toEqual(['+        beta: "yes"']);
  });
});

describe('removing a field', () => {
  it('takes its lines, and those of what is in it', () => {
    const after = changed(0, ['spec', 'template', 'spec', 'containers', 0, 'ports'], undefined);
    expect(difference(text, after)).toEqual(['-          ports:', '-            - containerPort: 80']);
  });

  it('takes the parent that would be empty', () => {
    expect(difference(text, changed(0, ['spec', 'selector', 'matchLabels', 'app'], undefined))).toEqual([
      '-  selector:',
      '-    matchLabels:',
      '-      app: web',
    ]);
  });

  it('lets the next field take the place behind the dash', () => {
    const after = changed(0, ['spec', 'template', 'spec', 'containers', 1, 'name'], undefined);
    expect(difference(text, after)).toEqual([
      '-        - name: side',
      '-          image: busybox',
      '+        - image: busybox',
    ]);
  });

  it('removes an item of a list with all of its lines', () => {
    const after = changed(0, ['spec', 'template', 'spec', 'containers', 1], undefined);
    expect(difference(text, after)).toEqual(['-        - name: side', '-          image: busybox']);
    expect(parseManifests(after).problems).toEqual([]);
  });

  it('removes the last line of a file', () => {
    const after = changed(1, ['spec', 'ports', 0, 'targetPort'], undefined);
    expect(difference(text, after)).toEqual(['-    targetPort: 80']);
  });

  it('does nothing when there is no such field', () => {
    expect(changed(0, ['spec', 'paused'], undefined)).toBe('no edit');
  });
});

describe('the field at an offset', () => {
  const pathAt = (line: string): FieldPath | undefined => {
    const offset = text.indexOf(line);
    const paths = parseManifests(text).documents.map((document) => document.pathAt(offset));
    return paths.find((path) => path !== undefined);
  };

  it('is the one that its line begins with, wherever in the line', () => {
    expect(pathAt('replicas: 3')).toEqual(['spec', 'replicas']);
    expect(pathAt('three of them')).toEqual(['spec', 'replicas']);
    expect(pathAt('  replicas')).toEqual(['spec', 'replicas']);
    expect(pathAt('- name: side')).toEqual(['spec', 'template', 'spec', 'containers', 1, 'name']);
    expect(pathAt('targetPort')).toEqual(['spec', 'ports', 0, 'targetPort']);
  });

  it('is none in comments and empty lines', () => {
    expect(pathAt('# what')).toBeUndefined();
    expect(pathAt('\n  selector')).toBeUndefined();
    expect(pathAt('# the second')).toBeUndefined();
    expect(pathAt('---')).toBeUndefined();
  });
});
