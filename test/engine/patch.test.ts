import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepEqual } from '../../src/engine/api/equality.ts';
import { createThreeWayJsonMergePatch, jsonMergePatch } from '../../src/engine/api/patch/json-merge.ts';
import { jsonPatch, JsonPatchError } from '../../src/engine/api/patch/json-patch.ts';
import { patchSchemaOf } from '../../src/engine/api/patch/merge-keys.ts';
import {
  createThreeWayMergePatch,
  createTwoWayMergePatch,
  strategicMergePatch,
} from '../../src/engine/api/patch/strategic-merge.ts';
import { ApiError } from '../../src/engine/api/status.ts';

const deploymentSchema = patchSchemaOf('apps/v1', 'Deployment');
const podSchema = patchSchemaOf('v1', 'Pod');

function deployment(spec: object, template: object = {}): Readonly<Record<string, unknown>> {
  return { spec: { ...spec, template: { spec: template } } };
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

describe('strategic merge patch', () => {
  test('containers merge by name and what does not change is shared', () => {
    const sidecar = { name: 'sidecar', image: 'b' };
    const original = freeze(deployment({ replicas: 1 }, { containers: [{ name: 'web', image: 'a:1' }, sidecar] }));
    const patch = deployment({}, { containers: [{ name: 'web', image: 'a:2' }] });
    const patched = strategicMergePatch(original, patch, deploymentSchema);
    expect(patched).toEqual(deployment({ replicas: 1 }, { containers: [{ name: 'web', image: 'a:2' }, sidecar] }));
    const { spec } = patched as { spec: { template: { spec: { containers: unknown[] } } } };
    expect(spec.template.spec.containers[1]).toBe(sidecar);
    expect(strategicMergePatch(original, deployment({ replicas: 1 }), deploymentSchema)).toBe(original);
  });

  test('an item that the server does not have comes first, as upstream puts it', () => {
    const original = deployment({}, { containers: [{ name: 'a' }, { name: 'b' }] });
    const patch = deployment({}, { containers: [{ name: 'c' }] });
    expect(strategicMergePatch(original, patch, deploymentSchema)).toEqual(
      deployment({}, { containers: [{ name: 'c' }, { name: 'a' }, { name: 'b' }] }),
    );
  });

  test('lists without a merge key are replaced', () => {
    const original = { spec: { tolerations: [{ key: 'a' }, { key: 'b' }] } };
    const patch = { spec: { tolerations: [{ key: 'c' }] } };
    expect(strategicMergePatch(original, patch, podSchema)).toEqual(patch);
  });

  test('$patch deletes and replaces items and objects', () => {
    const original = {
      spec: { containers: [{ name: 'a' }, { name: 'b', image: 'x' }], nodeSelector: { disk: 'ssd' } },
    };
    const withDelete = { spec: { containers: [{ name: 'a', $patch: 'delete' }] } };
    expect(strategicMergePatch(original, withDelete, podSchema)).toEqual({
      spec: { containers: [{ name: 'b', image: 'x' }], nodeSelector: { disk: 'ssd' } },
    });
    const withReplace = {
      spec: { containers: [{ $patch: 'replace' }, { name: 'z' }], nodeSelector: { $patch: 'replace', zone: 'x' } },
    };
    expect(strategicMergePatch(original, withReplace, podSchema)).toEqual({
      spec: { containers: [{ name: 'z' }], nodeSelector: { zone: 'x' } },
    });
  });

  test('$retainKeys clears what the new strategy may not have', () => {
    const original = deployment({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } });
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(strategicMergePatch(original, patch, deploymentSchema)).toEqual(
      deployment({ strategy: { type: 'Recreate' } }),
    );
  });

  test('finalizers are a set', () => {
    const original = { metadata: { finalizers: ['a', 'b'] } };
    expect(strategicMergePatch(original, { metadata: { finalizers: ['c'] } }, podSchema)).toEqual({
      metadata: { finalizers: ['c', 'a', 'b'] },
    });
    const removal = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } };
    expect(strategicMergePatch(original, removal, podSchema)).toEqual({ metadata: { finalizers: ['b'] } });
  });

  test('an item without its merge key is refused', () => {
    const patch = { spec: { containers: [{ image: 'x' }] } };
    expect(() => strategicMergePatch({ spec: { containers: [] } }, patch, podSchema)).toThrow(
      'map: {"image":"x"} does not contain declared merge key: name',
    );
  });

  test('a deep patch is refused, not a stack overflow', () => {
    let patch: Record<string, unknown> = {};
    for (let depth = 0; depth < 100_000; depth++) patch = { a: patch };
    let original: Record<string, unknown> = {};
    for (let depth = 0; depth < 100_000; depth++) original = { a: original };
    expect(() => strategicMergePatch(original, patch, undefined)).toThrow(ApiError);
    expect(() => jsonMergePatch(original, patch)).toThrow(ApiError);
  });
});

describe("kubectl apply's patch", () => {
  test('changes an image with the order of the list, and keeps what others added', () => {
    const applied = deployment({ replicas: 2 }, { containers: [{ name: 'web', image: 'a:1' }] });
    const modified = deployment({ replicas: 2 }, { containers: [{ name: 'web', image: 'a:2' }] });
    const live = deployment(
      { replicas: 2, paused: true },
      {
        containers: [
          { name: 'web', image: 'a:1', imagePullPolicy: 'IfNotPresent' },
          { name: 'injected', image: 'x' },
        ],
      },
    );
    const patch = createThreeWayMergePatch(applied, modified, live, deploymentSchema);
    expect(patch).toEqual({
      spec: {
        template: {
          spec: { '$setElementOrder/containers': [{ name: 'web' }], containers: [{ name: 'web', image: 'a:2' }] },
        },
      },
    });
    expect(strategicMergePatch(live, patch, deploymentSchema)).toEqual(
      deployment(
        { replicas: 2, paused: true },
        {
          containers: [
            { name: 'web', image: 'a:2', imagePullPolicy: 'IfNotPresent' },
            { name: 'injected', image: 'x' },
          ],
        },
      ),
    );
  });

  test('removes what was applied before and is gone from the file', () => {
    const applied = deployment({ replicas: 2, minReadySeconds: 5 }, { containers: [{ name: 'a' }, { name: 'b' }] });
    const modified = deployment({}, { containers: [{ name: 'b' }] });
    const patch = createThreeWayMergePatch(applied, modified, applied, deploymentSchema);
    expect(patch).toEqual({
      spec: {
        replicas: null,
        minReadySeconds: null,
        template: {
          spec: { '$setElementOrder/containers': [{ name: 'b' }], containers: [{ $patch: 'delete', name: 'a' }] },
        },
      },
    });
    expect(strategicMergePatch(applied, patch, deploymentSchema)).toEqual(modified);
  });

  test('a change of strategy retains the keys of the file', () => {
    const applied = deployment({ strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } });
    const modified = deployment({ strategy: { type: 'Recreate' } });
    const live = deployment({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
    });
    const patch = createThreeWayMergePatch(applied, modified, live, deploymentSchema);
    expect(patch).toEqual({
      spec: { strategy: { $retainKeys: ['type'], rollingUpdate: null, type: 'Recreate' } },
    });
    expect(strategicMergePatch(live, patch, deploymentSchema)).toEqual(modified);
  });

  test('nothing to do is an empty patch', () => {
    const applied = deployment({ replicas: 2 }, { containers: [{ name: 'web', image: 'a:1' }] });
    const live = deployment({ replicas: 2, paused: true }, { containers: [{ name: 'web', image: 'a:1', tty: true }] });
    expect(createThreeWayMergePatch(applied, applied, live, deploymentSchema)).toEqual({});
  });

  test('any pod becomes any other by its two-way patch', () => {
    const value = fc.constantFrom('x', 'y', 1, true);
    const item = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), image: value }, { requiredKeys: ['name'] });
    const containers = fc.uniqueArray(item, { selector: ({ name }) => name, minLength: 1 });
    const spec = fc.record(
      {
        containers,
        tolerations: fc.array(fc.record({ key: value })),
        nodeSelector: fc.dictionary(value.map(String), value),
      },
      { requiredKeys: ['containers'] },
    );
    fc.assert(
      fc.property(spec, spec, (before, after) => {
        const [original, modified] = [{ spec: before }, { spec: after }];
        const patch = createTwoWayMergePatch(original, modified, podSchema);
        expect(strategicMergePatch(freeze(original), patch, podSchema)).toEqual(modified);
        expect(Object.keys(patch).length === 0).toBe(deepEqual(original, modified));
      }),
    );
  });
});

describe('JSON merge patch', () => {
  test('merges, removes and shares', () => {
    const original = freeze({ a: { b: 1, c: 2 }, d: { e: 3 } });
    const patched = jsonMergePatch(original, { a: { b: null, c: 4 }, f: { g: null, h: 5 } });
    expect(patched).toEqual({ a: { c: 4 }, d: { e: 3 }, f: { h: 5 } });
    expect((patched as typeof original).d).toBe(original.d);
    expect(jsonMergePatch(original, { a: { c: 2 } })).toBe(original);
  });

  test('the three-way patch of a custom resource', () => {
    const patch = createThreeWayJsonMergePatch(
      { spec: { a: 1, b: 2 } },
      { spec: { a: 3 } },
      { spec: { a: 1, b: 2, c: 4 } },
    );
    expect(patch).toEqual({ spec: { a: 3, b: null } });
  });
});

describe('JSON patch', () => {
  const original = freeze({ spec: { replicas: 1, list: ['a', 'b'] }, 'x/y': 1 });

  test('applies each operation', () => {
    expect(
      jsonPatch(original, [
        { op: 'test', path: '/spec/replicas', value: 1 },
        { op: 'replace', path: '/spec/replicas', value: 3 },
        { op: 'add', path: '/spec/list/-', value: 'c' },
        { op: 'add', path: '/spec/list/0', value: 'z' },
        { op: 'remove', path: '/spec/list/1' },
        { op: 'copy', from: '/spec/replicas', path: '/copied' },
        { op: 'move', from: '/x~1y', path: '/moved' },
      ]),
    ).toEqual({ spec: { replicas: 3, list: ['z', 'b', 'c'] }, copied: 3, moved: 1 });
  });

  test.each([
    [
      { op: 'replace', path: '/spec/foo', value: 1 },
      'replace operation does not apply: doc is missing key: /spec/foo: missing value',
    ],
    [
      { op: 'add', path: '/no/where', value: 1 },
      'add operation does not apply: doc is missing path: "/no/where": missing value',
    ],
    [
      { op: 'remove', path: '/spec/foo' },
      "error in remove for path: '/spec/foo': Unable to remove nonexistent key: foo: missing value",
    ],
    [{ op: 'test', path: '/spec/replicas', value: 2 }, 'testing value /spec/replicas failed: test failed'],
    [{ op: 'remove', path: '/spec/list/7' }, 'Unable to access invalid index: 7: invalid index referenced'],
    [{ op: 'jump', path: '/spec' }, 'Unexpected kind: jump'],
  ])('%j is refused', (operation, cause) => {
    expect(() => jsonPatch(original, [operation])).toThrow(new JsonPatchError(cause));
  });

  test('any JSON is answered with a value or an error that says why', () => {
    const path = fc.constantFrom('', '/', '/a', '/a/0', '/a/-', '/a/b/c', 'a');
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
      path,
      from: path,
      value: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.jsonValue(), fc.oneof(fc.array(operation), fc.jsonValue()), (document, patch) => {
        let thrown: unknown;
        try {
          jsonPatch(document, patch);
        } catch (error) {
          thrown = error;
        }
        const isKnown = thrown instanceof ApiError || thrown instanceof JsonPatchError;
        expect(thrown === undefined || isKnown).toBe(true);
      }),
    );
  });
});
