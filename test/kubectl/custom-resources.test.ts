import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from './cluster-env.ts';

/** The definition of kubernetes.io's documentation, with what else a definition can say. */
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    scope: 'Namespaced',
    names: {
      plural: 'crontabs',
      singular: 'crontab',
      kind: 'CronTab',
      shortNames: ['ct'],
      categories: ['all', 'mine'],
    },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A line of cron.',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['cronSpec'],
                properties: {
                  cronSpec: {
                    type: 'string',
                    description: 'When it runs.',
                    pattern: '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$',
                  },
                  image: { type: 'string', maxLength: 20 },
                  replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
                  policy: { type: 'string', enum: ['Allow', 'Forbid'] },
                  port: { 'x-kubernetes-int-or-string': true },
                  note: { type: 'string', nullable: true },
                  limits: { type: 'object', additionalProperties: { type: 'integer' } },
                  extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  steps: {
                    type: 'array',
                    maxItems: 2,
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, tries: { type: 'integer', default: 3 } },
                    },
                  },
                },
              },
              status: {
                type: 'object',
                properties: {
                  replicas: { type: 'integer' },
                  labelSelector: { type: 'string' },
                  phase: { type: 'string' },
                },
              },
            },
          },
        },
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.labelSelector',
          },
        },
        additionalPrinterColumns: [
          { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
          { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
          { name: 'First', type: 'string', jsonPath: '.spec.steps[?(@.tries==3)].name', priority: 1 },
          { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
        ],
      },
    ],
  },
};

function crontab(spec: object, more: object = {}): string {
  return JSON.stringify({
    apiVersion: 'stable.example.com/v1',
    kind: 'CronTab',
    metadata: { name: 'mine' },
    spec,
    ...more,
  });
}

type Definition = typeof definition;

/** The definition after a change of its only version. */
function changed(change: (version: Definition['spec']['versions'][0]) => object): string {
  const [version] = definition.spec.versions;
  if (version === undefined) throw new Error('no version');
  return JSON.stringify({ ...definition, spec: { ...definition.spec, versions: [change(version)] } });
}

let terminal: Terminal;

function apply(file: string, text: string): string {
  terminal.files[file] = text;
  const { rc, stdout, stderr } = terminal.run(`apply -f ${file}`);
  return rc === 0 ? `${stderr}${stdout}` : stderr;
}

function read(line: string): unknown {
  return JSON.parse(terminal.out(line));
}

beforeEach(() => {
  terminal = new Terminal();
  apply('crd.yaml', JSON.stringify(definition));
  terminal.sleep(2);
});

describe('a definition', () => {
  it('is established and tells its names', () => {
    expect(read('get crd crontabs.stable.example.com -o json')).toMatchObject({
      status: {
        acceptedNames: { plural: 'crontabs', kind: 'CronTab', listKind: 'CronTabList', shortNames: ['ct'] },
        conditions: [
          { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
          { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' },
        ],
        storedVersions: ['v1'],
      },
    });
    expect(terminal.run('wait --for=condition=Established crd/crontabs.stable.example.com').stdout).toBe(
      'customresourcedefinition.apiextensions.k8s.io/crontabs.stable.example.com condition met\n',
    );
  });

  it('that takes names of another is not served', () => {
    const names = { plural: 'tabs', singular: 'tab', kind: 'CronTab', shortNames: ['ct'] };
    const other = { ...definition, metadata: { name: 'tabs.stable.example.com' }, spec: { ...definition.spec, names } };
    apply('other.yaml', JSON.stringify(other));
    terminal.sleep(2);
    expect(read('get crd tabs.stable.example.com -o json')).toMatchObject({
      status: {
        conditions: [
          {
            type: 'NamesAccepted',
            status: 'False',
            reason: 'ListKindConflict',
            message: '"CronTabList" is already in use',
          },
          { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
        ],
      },
    });
    expect(terminal.run('get tabs').stderr).toBe(`error: the server doesn't have a resource type "tabs"\n`);
    terminal.out('delete crd crontabs.stable.example.com');
    terminal.sleep(2);
    expect(terminal.run('get tabs').stderr).toBe('No resources found in default namespace.\n');
  });

  it('is found by every name, in its categories and among the API resources', () => {
    apply('mine.yaml', crontab({ cronSpec: '* * * * */5' }));
    for (const name of ['crontabs', 'crontab', 'ct', 'CronTab', 'crontabs.stable.example.com', 'mine']) {
      expect(terminal.out(`get ${name} -o name`)).toBe('crontab.stable.example.com/mine\n');
    }
    expect(terminal.out('get all')).toContain('crontab.stable.example.com/mine');
    expect(terminal.out('api-resources --api-group=stable.example.com')).toBe(
      'NAME       SHORTNAMES   APIVERSION              NAMESPACED   KIND\ncrontabs   ct           stable.example.com/v1   true         CronTab\n',
    );
  });

  it('goes after the objects of its kind', () => {
    apply('mine.yaml', crontab({ cronSpec: '* * * * */5' }));
    terminal.out('delete crd crontabs.stable.example.com');
    terminal.sleep(2);
    expect(terminal.run('get ct').stderr).toBe(`error: the server doesn't have a resource type "ct"\n`);
    expect(terminal.cluster.live.list('crontabs.stable.example.com')).toEqual([]);
    expect(apply('mine.yaml', crontab({ cronSpec: '* * * * */5' }))).toBe(
      'error: resource mapping not found for name: "mine" namespace: "" from "mine.yaml": no matches for kind "CronTab" in version "stable.example.com/v1"\nensure CRDs are installed first\n',
    );
  });

  it.each([
    [
      'a schema that is not structural',
      changed((version) => ({
        ...version,
        subresources: {},
        schema: { openAPIV3Schema: { properties: { spec: { properties: { a: { type: 'array' } } } } } },
      })),
      [
        'spec.validation.openAPIV3Schema.properties[spec].properties[a].items: Required value: must be specified',
        'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
        'spec.validation.openAPIV3Schema.type: Required value: must not be empty at the root',
      ],
    ],
    [
      'unknown types, and columns without a path',
      changed((version) => ({
        ...version,
        subresources: {},
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'text' } } } },
        additionalPrinterColumns: [{ name: 'A', type: 'text', jsonPath: 'spec' }],
      })),
      [
        'spec.validation.openAPIV3Schema.properties[spec].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
        'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
        'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .',
      ],
    ],
    [
      'a pattern that Go cannot read',
      changed((version) => ({
        ...version,
        schema: { openAPIV3Schema: { type: 'object', properties: { a: { type: 'string', pattern: '(?=x)' } } } },
      })),
      [
        'spec.validation.openAPIV3Schema.properties[a].pattern: Invalid value: "(?=x)": must be a valid regular expression, but isn\'t: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
      ],
    ],
    [
      'a default of another type',
      changed((version) => ({
        ...version,
        schema: { openAPIV3Schema: { type: 'object', properties: { a: { type: 'integer', default: 'x' } } } },
      })),
      [
        'spec.validation.openAPIV3Schema.properties[a].default: Invalid value: "string": spec.validation.openAPIV3Schema.properties[a].default in body must be of type integer: "string"',
      ],
    ],
    [
      'a scale outside of the specification',
      changed((version) => ({
        ...version,
        subresources: { scale: { specReplicasPath: '.replicas', statusReplicasPath: '.status.replicas' } },
      })),
      ['spec.subresources.scale.specReplicasPath: Invalid value: ".replicas": should be a json path under .spec'],
    ],
    [
      'another kind than the one it was established with',
      JSON.stringify({ ...definition, spec: { ...definition.spec, names: { ...definition.spec.names, kind: 'Tab' } } }),
      ['spec.names.kind: Invalid value: "Tab": field is immutable'],
    ],
    [
      "a group of Kubernetes's own without approval",
      JSON.stringify({
        ...definition,
        metadata: { name: 'crontabs.x.k8s.io' },
        spec: { ...definition.spec, group: 'x.k8s.io' },
      }),
      [
        'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
      ],
    ],
  ])('with %s is refused', (_, text, problems) => {
    const answer = apply('crd.yaml', text);
    for (const problem of problems) expect(answer).toContain(problem);
  });
});

describe('an object of a defined kind', () => {
  const refused = (...problems: readonly string[]): string =>
    problems.length === 1
      ? `The CronTab "mine" is invalid: ${problems.join('')}\n`
      : `The CronTab "mine" is invalid: \n${problems.map((problem) => `* ${problem}\n`).join('')}`;

  it('has the defaults of its schema', () => {
    apply('mine.yaml', crontab({ cronSpec: '* * * * */5', steps: [{ name: 'a' }], replicas: null }));
    expect(read('get ct mine -o json')).toMatchObject({
      metadata: { generation: 1 },
      spec: { replicas: 1, steps: [{ name: 'a', tries: 3 }] },
    });
  });

  it.each<[string, object, string]>([
    [
      'a value that its pattern does not match',
      { cronSpec: '* * * *', replicas: 15 },
      refused(
        `spec.cronSpec: Invalid value: "* * * *": spec.cronSpec in body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'`,
        'spec.replicas: Invalid value: 15: spec.replicas in body should be less than or equal to 10',
      ),
    ],
    ['a missing field', { image: 'a' }, refused('spec.cronSpec: Required value')],
    [
      'values of other types',
      { cronSpec: '* * * * *', replicas: 'two', port: true },
      refused(
        'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
        'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
      ),
    ],
    [
      'a word that is not one of the enumeration',
      { cronSpec: '* * * * *', policy: 'Never' },
      refused('spec.policy: Unsupported value: "Never": supported values: "Allow", "Forbid"'),
    ],
    [
      'a text that is too long',
      { cronSpec: '* * * * *', image: 'a'.repeat(21) },
      refused('spec.image: Too long: may not be more than 20 bytes'),
    ],
    [
      'a map with a value of another type',
      { cronSpec: '* * * * *', limits: { a: 1, b: 'x' } },
      refused('spec.limits.b: Invalid value: "string": spec.limits.b in body must be of type integer: "string"'),
    ],
    [
      'too many items, one twice',
      { cronSpec: '* * * * *', steps: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] },
      refused(
        'spec.steps: Too many: 3: must have at most 2 items',
        'spec.steps[2]: Duplicate value: map[string]interface {}{"name":"a"}',
      ),
    ],
  ])('with %s is refused', (_, spec, answer) => {
    expect(apply('mine.yaml', crontab(spec))).toBe(answer);
  });

  it('with unknown fields is refused by kubectl, or loses them', () => {
    const text = crontab(
      { cronSpec: '* * * * *', some: 1, extra: { any: 1 }, steps: [{ name: 'a', b: 1 }] },
      { more: 1 },
    );
    expect(apply('mine.yaml', text)).toBe(
      'Error from server (BadRequest): error when creating "mine.yaml": CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "more", unknown field "spec.some", unknown field "spec.steps[0].b"\n',
    );
    expect(terminal.run('apply --validate=warn -f mine.yaml')).toEqual({
      rc: 0,
      stdout: 'crontab.stable.example.com/mine created\n',
      stderr:
        'Warning: unknown field "more"\nWarning: unknown field "spec.some"\nWarning: unknown field "spec.steps[0].b"\n',
    });
    const stored = read('get ct mine -o json') as { spec: object; more?: number };
    expect(stored.spec).toEqual({
      cronSpec: '* * * * *',
      extra: { any: 1 },
      replicas: 1,
      steps: [{ name: 'a', tries: 3 }],
    });
    expect(stored.more).toBeUndefined();
  });

  it('is printed in the columns of its definition', () => {
    apply('mine.yaml', crontab({ cronSpec: '* * * * */5', image: 'my-cron', steps: [{ name: 'a' }] }));
    terminal.sleep(7);
    expect(terminal.out('get ct')).toBe('NAME   SPEC          REPLICAS   AGE\nmine   * * * * */5   1          7s\n');
    expect(terminal.out('get ct mine -o wide')).toBe(
      'NAME   SPEC          REPLICAS   FIRST   AGE\nmine   * * * * */5   1          a       7s\n',
    );
    expect(terminal.run('get ct -w', 3000).stdout).toBe(
      'NAME   SPEC          REPLICAS   AGE\nmine   * * * * */5   1          7s\n',
    );
    expect(terminal.out('describe ct mine')).toMatch(/^Name: +mine\nNamespace: +default\n/);
  });

  it('is scaled, and its status is written apart', () => {
    apply('mine.yaml', crontab({ cronSpec: '* * * * */5' }));
    expect(terminal.out('scale ct mine --replicas=3')).toBe('crontab.stable.example.com/mine scaled\n');
    expect(terminal.run('scale ct mine --replicas=30').stderr).toContain(
      'spec.replicas in body should be less than or equal to 10',
    );
    const status = (patch: object): string =>
      `patch ct mine --subresource=status --type=merge -p ${JSON.stringify(patch)}`;
    terminal.out(status({ status: { phase: 'Ready', replicas: 2, labelSelector: 'a=b' }, spec: { replicas: 9 } }));
    expect(read('get ct mine -o json')).toMatchObject({
      metadata: { generation: 2 },
      spec: { replicas: 3 },
      status: { phase: 'Ready' },
    });
    expect(read('get ct mine --subresource=scale -o json')).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 3 },
      status: { replicas: 2, selector: 'a=b' },
    });
    expect(terminal.run(status({ status: { replicas: 'x' } })).stderr).toContain(
      'status.replicas: Invalid value: "string": status.replicas in body must be of type integer: "string"',
    );
  });

  it('is changed by a merge, and cannot be patched strategically', () => {
    apply('mine.yaml', crontab({ cronSpec: '* * * * */5', image: 'a' }));
    expect(apply('mine.yaml', crontab({ cronSpec: '* * * * */5' }))).toBe(
      'crontab.stable.example.com/mine configured\n',
    );
    expect(read('get ct mine -o json')).not.toHaveProperty('spec.image');
    expect(terminal.exec(['patch', 'ct', 'mine', '-p', '{"spec":{"replicas":2}}']).stderr).toBe(
      'Error from server (UnsupportedMediaType): the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml\n',
    );
  });

  it('is explained from its schema', () => {
    expect(terminal.out('explain ct.spec.cronSpec')).toBe(
      'GROUP:      stable.example.com\nKIND:       CronTab\nVERSION:    v1\n\nFIELD: cronSpec <string>\n\n\nDESCRIPTION:\n    When it runs.\n    \n\n',
    );
    const top = terminal.out('explain ct');
    expect(top).toContain('DESCRIPTION:\n    A line of cron.\n    \nFIELDS:\n  apiVersion\t<string>\n');
    expect(top).toContain('  spec\t<Object> -required-\n    <no description>\n');
    expect(terminal.out('explain ct.spec')).toContain(
      '  policy\t<string>\n  enum: Allow, Forbid\n    <no description>\n',
    );
    expect(terminal.out('explain ct.spec --recursive')).toContain(
      '  steps\t<[]Object>\n    name\t<string> -required-\n',
    );
    expect(terminal.run('explain ct.spec.nope').stderr).toBe('error: field "nope" does not exist\n');
  });

  it('goes with its namespace, with its owner, and may own built-in objects', () => {
    terminal.out('create namespace shop');
    terminal.files['shop.yaml'] = crontab({ cronSpec: '* * * * */5' });
    terminal.out('apply -n shop -f shop.yaml');
    terminal.out('apply -f shop.yaml');
    const { metadata } = read('get ct mine -o json') as { metadata: { uid: string } };
    const owner = { apiVersion: 'stable.example.com/v1', kind: 'CronTab', name: 'mine', uid: metadata.uid };
    const owned = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'owned', ownerReferences: [owner] } };
    terminal.files['owned.yaml'] = JSON.stringify(owned);
    terminal.out('apply -f owned.yaml');
    terminal.out('delete namespace shop');
    expect(terminal.cluster.live.list('crontabs.stable.example.com')).toHaveLength(1);
    terminal.out('delete ct mine');
    terminal.sleep(5);
    expect(terminal.run('get cm owned').stderr).toBe('Error from server (NotFound): configmaps "owned" not found\n');
  });
});

describe('several versions', () => {
  const [v1] = definition.spec.versions;
  const beta = {
    ...v1,
    name: 'v1beta1',
    storage: false,
    deprecated: true,
    additionalPrinterColumns: [{ name: 'Image', type: 'string', jsonPath: '.spec.image' }],
  };

  beforeEach(() => {
    const versions = [beta, v1, { ...v1, name: 'v2', served: false, storage: false }];
    apply('crd.yaml', JSON.stringify({ ...definition, spec: { ...definition.spec, versions } }));
    terminal.sleep(2);
    apply('mine.yaml', crontab({ cronSpec: '* * * * */5', image: 'my-cron' }));
  });

  it('serve the same objects; kubectl prefers the most mature', () => {
    expect(read('get ct mine -o json')).toMatchObject({ apiVersion: 'stable.example.com/v1' });
    const old = terminal.run('get crontabs.v1beta1.stable.example.com');
    expect(old.stdout).toBe('NAME   IMAGE\nmine   my-cron\n');
    expect(old.stderr).toBe('Warning: stable.example.com/v1beta1 CronTab is deprecated\n');
    expect(JSON.parse(terminal.run('get crontabs.v1beta1.stable.example.com mine -o json').stdout)).toMatchObject({
      apiVersion: 'stable.example.com/v1beta1',
    });
    expect(terminal.out('api-versions')).toContain('stable.example.com/v1\nstable.example.com/v1beta1\n');
    expect(terminal.out('api-resources --api-group=stable.example.com -o name')).toBe('crontabs.stable.example.com\n');
    expect(terminal.run('get crontabs.v2.stable.example.com').rc).toBe(1);
  });

  it('take objects of each, and keep them in one', () => {
    const text = crontab({ cronSpec: '* * * * */5', image: 'other' }).replace('/v1"', '/v1beta1"');
    expect(apply('beta.yaml', text)).toContain('crontab.stable.example.com/mine configured\n');
    expect(terminal.cluster.live.list('crontabs.stable.example.com')).toMatchObject([
      { apiVersion: 'stable.example.com/v1', spec: { image: 'other' } },
    ]);
  });

  it('stay as long as objects may be stored in them', () => {
    const stored = changed((version) => ({ ...version, name: 'v2' }));
    expect(apply('crd.yaml', stored)).toContain(
      'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions',
    );
  });
});

/** The definition with rules for `spec` and for one of its fields. */
function ruled(rules: readonly object[], ofImage: readonly object[] = []): string {
  return changed((version) => {
    const { openAPIV3Schema: root } = version.schema;
    const { spec } = root.properties;
    const image = { ...spec.properties.image, 'x-kubernetes-validations': ofImage };
    const properties = { ...spec.properties, image };
    const inner = { ...spec, properties, 'x-kubernetes-validations': rules };
    return { ...version, schema: { openAPIV3Schema: { ...root, properties: { ...root.properties, spec: inner } } } };
  });
}

const PLACE = 'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations';

describe('rules in CEL', () => {
  const good = { cronSpec: '* * * * *', replicas: 3 };

  it('refuse what breaks them, in their own words, at their own place', () => {
    const message = "'no more than ' + string(4) + ' for ' + self.cronSpec";
    apply(
      'crd.yaml',
      ruled([
        { rule: 'self.replicas >= 2', message: ' at least two ' },
        {
          rule: 'self.replicas <= 4',
          messageExpression: message,
          fieldPath: '.replicas',
          reason: 'FieldValueForbidden',
        },
        { rule: '!has(self.image) || self.image != "bad"' },
      ]),
    );
    expect(apply('a.yaml', crontab({ ...good, replicas: 1 }))).toBe(
      'The CronTab "mine" is invalid: spec: Invalid value: "object": at least two\n',
    );
    expect(apply('a.yaml', crontab({ ...good, replicas: 5, image: 'bad' }))).toBe(
      'The CronTab "mine" is invalid: \n* spec.replicas: Forbidden: no more than 4 for * * * * *\n* spec: Invalid value: "object": failed rule: !has(self.image) || self.image != "bad"\n',
    );
    expect(apply('a.yaml', crontab(good))).toBe('crontab.stable.example.com/mine created\n');
  });

  it('compare with what was there before, and let be what has not changed', () => {
    apply('crd.yaml', ruled([], [{ rule: 'self == oldSelf', message: 'image is immutable' }]));
    expect(apply('a.yaml', crontab({ ...good, image: 'one' }))).toBe('crontab.stable.example.com/mine created\n');
    expect(apply('a.yaml', crontab({ ...good, image: 'two' }))).toContain(
      'spec.image: Invalid value: "string": image is immutable',
    );
    expect(apply('a.yaml', crontab({ ...good, image: 'one', replicas: 4 }))).toBe(
      'crontab.stable.example.com/mine configured\n',
    );
    apply('crd.yaml', ruled([], [{ rule: 'self == "other"' }]));
    expect(apply('a.yaml', crontab({ ...good, image: 'one', replicas: 5 }))).toBe(
      'crontab.stable.example.com/mine configured\n',
    );
    expect(apply('a.yaml', crontab({ ...good, image: 'three' }))).toContain(
      'spec.image: Invalid value: "string": failed',
    );
  });

  it('wait until the object is of the right types', () => {
    apply('crd.yaml', ruled([{ rule: 'self.replicas > 1' }]));
    expect(apply('a.yaml', crontab({ ...good, replicas: 'many' }))).toContain(
      '* <nil>: Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation\n',
    );
  });

  it('are checked with their definition', () => {
    const refused = (rules: readonly object[]): string => apply('crd.yaml', ruled(rules));
    expect(refused([{ rule: 'self.foo > 1' }])).toBe(
      `The CustomResourceDefinition "crontabs.stable.example.com" is invalid: ${PLACE}[0].rule: Invalid value: apiextensions.ValidationRule{Rule:"self.foo > 1", Message:"", MessageExpression:"", Reason:(*apiextensions.FieldValueErrorReason)(nil), FieldPath:"", OptionalOldSelf:(*bool)(nil)}: compilation failed: ERROR: <input>:1:5: undefined field 'foo'\n | self.foo > 1\n | ....^\n`,
    );
    expect(refused([{ rule: ' ' }])).toContain(`${PLACE}[0].rule: Required value: rule is not specified`);
    expect(refused([{ rule: 'true', messageExpression: '1' }])).toContain(
      'messageExpression must evaluate to a string',
    );
    expect(refused([{ rule: 'true', message: 'a\nb' }])).toContain('message must not contain line breaks');
    expect(refused([{ rule: 'true', fieldPath: '.nowhere' }])).toContain(
      `${PLACE}[0].fieldPath: Invalid value: ".nowhere": fieldPath must be a valid path`,
    );
    expect(refused([{ rule: 'true', reason: 'Because' }])).toContain(
      'Unsupported value: "Because": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
    );
    expect(refused([{ rule: 'true', optionalOldSelf: true }])).toContain(
      'may not be set if oldSelf is not used in rule',
    );
  });
});
