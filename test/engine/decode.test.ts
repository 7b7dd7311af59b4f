import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../src/engine/api/decode.ts';
import { defaulterOf } from '../../src/engine/kinds/defaults/by-kind.ts';
import { fieldsOf } from '../../src/engine/kinds/go-fields.ts';
import type { GenericObject } from '../../src/engine/kinds/types/index.ts';
import { validationOf } from '../../src/engine/kinds/validation/by-kind.ts';
import { schemaKinds, schemaValue } from '../support/schema-values.ts';

function pod(spec: object): object {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec };
}

describe('decoding', () => {
  test('shares what needs no change', () => {
    const manifest = pod({ containers: [{ name: 'c', image: 'nginx' }] });
    expect(decode(manifest, 'Pod').object).toBe(manifest);
  });

  test('drops nulls, empty lists and zero values that Go omits, and keeps pointers', () => {
    const manifest = pod({
      hostNetwork: false,
      automountServiceAccountToken: false,
      tolerations: [],
      nodeSelector: {},
      securityContext: {},
      containers: [{ name: 'c', image: 'nginx', command: null, tty: false, env: [{ name: 'A', value: '' }] }],
    });
    expect(decode(manifest, 'Pod').object).toEqual(
      pod({
        automountServiceAccountToken: false,
        securityContext: {},
        containers: [{ name: 'c', image: 'nginx', env: [{ name: 'A' }] }],
      }),
    );
  });

  test('writes quantities in canonical form', () => {
    const limits = { cpu: 0.5, memory: '1024Mi' };
    const { object } = decode(pod({ containers: [{ name: 'c', resources: { limits } }] }), 'Pod');
    expect(object).toEqual(pod({ containers: [{ name: 'c', resources: { limits: { cpu: '500m', memory: '1Gi' } } }] }));
  });

  test.each([
    [
      { containers: [{ name: 'c', resources: { limits: { cpu: 'lots' } } }] },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      { terminationGracePeriodSeconds: 1.5 },
      'json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
    ],
    [
      { hostNetwork: 'yes' },
      'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
    ],
    ['x', 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec'],
    [
      { containers: [{ readinessProbe: { httpGet: { port: true } } }] },
      'json: cannot unmarshal bool into Go value of type int32',
    ],
  ])('%j is a type error', (spec, error) => {
    expect(decode(pod(spec as object), 'Pod').error).toBe(error);
  });

  test('names unknown fields by their place', () => {
    const manifest = pod({ containers: [{ name: 'c', imagee: 'x', ports: [{ port: 80 }] }], volumess: [] });
    expect(decode(manifest, 'Pod').unknownFields).toEqual([
      'unknown field "spec.containers[0].imagee"',
      'unknown field "spec.containers[0].ports[0].port"',
      'unknown field "spec.volumess"',
    ]);
  });

  test('a label that is no text is no reason to throw', () => {
    const { validate } = validationOf('apps', 'StatefulSet', true);
    const selector = { matchLabels: { app: [{ toString: 0 }] } };
    expect(validate({ spec: { selector } } as unknown as GenericObject)).not.toEqual([]);
  });

  test('an endless object is an error', () => {
    let schema: object = {};
    for (let depth = 0; depth < 50_000; depth++) schema = { properties: { a: schema } };
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }];
    expect(decode({ spec: { versions } }, 'CustomResourceDefinition').error).toBe('exceeded max depth');
  });
});

describe('whatever a person writes', () => {
  test.each(schemaKinds)(
    '$group/$kind is decoded, defaulted and validated without throwing',
    ({ kind, group, typeName }) => {
      const { validate, validateUpdate } = validationOf(group, kind, true);
      const defaulter = defaulterOf(group, kind) ?? ((object) => object);
      fc.assert(
        fc.property(schemaValue(typeName, 6), (value) => {
          const { object } = decode(value, typeName);
          const complete = { ...object, metadata: { name: 'x', ...fieldsOf(object['metadata']) } } as GenericObject;
          const defaulted = defaulter(complete);
          // Defaults are filled in once and for all.
          expect(defaulter(defaulted)).toBe(defaulted);
          expect(validate(defaulted)).toBeInstanceOf(Array);
          expect(validateUpdate(defaulted, complete)).toBeInstanceOf(Array);
          expect(validate(fieldsOf(value) as GenericObject)).toBeInstanceOf(Array);
        }),
        { numRuns: 60 },
      );
    },
  );
});
