import { beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/engine/index.ts';
import type { Problem } from '../../src/session/index.ts';
import { sayIn } from '../support/all-texts.ts';
import { deployment, emptyCluster, fixed, reviewOf, service } from './review-world.ts';

let cluster: Cluster;

beforeAll(() => {
  cluster = emptyCluster();
});

const errors = (text: string): readonly Problem[] =>
  reviewOf(text, cluster).filter(({ severity, message }) => severity !== 'hint' && message !== '');

const changed = (from: string, to: string): string => {
  expect(deployment).toContain(from);
  return deployment.replace(from, to);
};

const object = (apiVersion: string, kind: string, rest: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n${rest}`;

const serviceWith = (spec: string): string => object('v1', 'Service', `spec:\n${spec}`);

const ports = '          ports:\n            - containerPort: 80\n';

interface Case {
  readonly what: string;
  readonly text: string;
  /** The first line, from 1, that a problem is at ... */
  readonly line: number;
  /** ... and what stands there. */
  readonly at: string;
  readonly title: string;
  /** A line of the text that the first fix makes. */
  readonly makes: string;
}

const cases: readonly Case[] = [
  {
    what: 'a misspelled field',
    text: changed('replicas: 3', 'replica: 3'),
    line: 6,
    at: 'replica',
    title: 'Did you mean replicas?',
    makes: '  replicas: 3',
  },
  {
    what: 'a misspelled list',
    text: changed('      containers:', '      container:'),
    line: 15,
    at: 'container',
    title: 'Did you mean containers?',
    makes: '      containers:',
  },
  {
    what: 'a field of a container beside it',
    text: changed(ports, '      ports:\n        - containerPort: 80\n'),
    line: 18,
    at: 'ports',
    title: 'Move ports to spec.template.spec.containers',
    makes: '          ports:',
  },
  {
    what: 'a field that belongs further out',
    text: changed('      containers:', '      replicas: 2\n      containers:').replace('  replicas: 3\n', ''),
    line: 14,
    at: 'replicas',
    title: 'Move replicas to spec',
    makes: '  replicas: 2',
  },
  {
    what: 'a selector that does not match',
    text: changed('        app: web\n    spec', '        tier: web\n    spec'),
    line: 12,
    at: 'labels',
    title: "Add the selector's labels to the template: app: web",
    makes: '        app: web',
  },
  {
    what: 'a selector that is not there',
    text: changed('  selector:\n    matchLabels:\n      app: web\n', ''),
    line: 5,
    at: 'spec',
    title: 'Add a selector and the same labels in the template',
    makes: '      app: web',
  },
  {
    what: 'a space too few in labels',
    text: changed('      app: web\n', '      app:web\n'),
    line: 9,
    at: 'app:web',
    title: 'Add the missing space after the colon in line 9',
    makes: '      app: web',
  },
  {
    what: 'a space too few in metadata',
    text: changed('  name: web\n', '  name:web\n'),
    line: 4,
    at: 'name:web',
    title: 'Add the missing space after the colon in line 4',
    makes: '  name: web',
  },
  {
    what: 'a field as deep as what should stand under it',
    text: changed('    spec:\n', '      spec:\n'),
    line: 15,
    at: 'containers',
    title: 'Fix the indentation of line 14',
    makes: '    spec:',
  },
  {
    what: 'ports in the selector',
    text: service.replace(
      '  ports:\n    - port: 80\n      targetPort: 80\n',
      '    ports:\n    - port: 80\n      targetPort: 80\n',
    ),
    line: 8,
    at: 'ports',
    title: 'Fix the indentation of line 8',
    makes: '  ports:',
  },
  {
    what: 'an old version',
    text: changed('apps/v1', 'extensions/v1beta1'),
    line: 1,
    at: 'extensions/v1beta1',
    title: 'Set apiVersion to apps/v1',
    makes: 'apiVersion: apps/v1',
  },
  {
    what: 'the version of another kind',
    text: changed('apps/v1', 'v1'),
    line: 1,
    at: 'v1',
    title: 'Set apiVersion to apps/v1',
    makes: 'apiVersion: apps/v1',
  },
  {
    what: 'a misspelled kind',
    text: changed('kind: Deployment', 'kind: Deploymnet'),
    line: 2,
    at: 'Deploymnet',
    title: 'Did you mean Deployment?',
    makes: 'kind: Deployment',
  },
  {
    what: 'no kind',
    text: changed('kind: Deployment\n', ''),
    line: 1,
    at: 'apiVersion: apps/v1',
    title: 'Add kind: Deployment',
    makes: 'kind: Deployment',
  },
  {
    what: 'a misspelled apiVersion',
    text: changed('apiVersion:', 'apiversion:'),
    line: 1,
    at: 'apiversion',
    title: 'Did you mean apiVersion?',
    makes: 'apiVersion: apps/v1',
  },
  {
    what: 'a misspelled kind',
    text: changed('kind:', 'knd:'),
    line: 2,
    at: 'knd',
    title: 'Did you mean kind?',
    makes: 'kind: Deployment',
  },
  {
    what: 'misspelled metadata',
    text: changed('metadata:\n  name: web', 'metdata:\n  name: web'),
    line: 3,
    at: 'metdata',
    title: 'Did you mean metadata?',
    makes: 'metadata:',
  },
  {
    what: 'no apiVersion',
    text: changed('apiVersion: apps/v1\n', ''),
    line: 1,
    at: 'kind: Deployment',
    title: 'Add apiVersion: apps/v1',
    makes: 'apiVersion: apps/v1',
  },
  {
    what: 'no name',
    text: changed('  name: web\n', '  labels:\n    a: b\n'),
    line: 3,
    at: 'metadata',
    title: 'Add name: deployment',
    makes: '  name: deployment',
  },
  {
    what: 'a number in env',
    text: `${deployment}          env:\n            - name: A\n              value: 5\n`,
    line: 22,
    at: '5',
    title: 'Put quotes around value',
    makes: '              value: "5"',
  },
  {
    what: 'a boolean in env',
    text: `${deployment}          env:\n            - name: A\n              value: yes\n`,
    line: 22,
    at: 'yes',
    title: 'Put quotes around value',
    makes: '              value: "yes"',
  },
  {
    what: 'a number in labels',
    text: changed('        app: web\n    spec', '        app: web\n        v: 010\n    spec'),
    line: 14,
    at: '010',
    title: 'Put quotes around v',
    makes: '        v: "010"',
  },
  {
    what: 'a boolean in annotations',
    text: changed('  name: web\n', '  name: web\n  annotations:\n    fast: true\n'),
    line: 6,
    at: 'true',
    title: 'Put quotes around fast',
    makes: '    fast: "true"',
  },
  {
    what: 'numbers in a ConfigMap',
    text: object('v1', 'ConfigMap', 'data:\n  a: 5\n  b: text\n'),
    line: 6,
    at: '5',
    title: 'Put quotes around a',
    makes: '  a: "5"',
  },
  {
    what: 'a number in quotes',
    text: changed('replicas: 3', 'replicas: "3"'),
    line: 6,
    at: '"3"',
    title: 'Take away the quotes of replicas',
    makes: '  replicas: 3',
  },
  {
    what: 'a mapping in the place of a list',
    text: changed(
      `        - name: nginx\n          image: nginx:1.27\n${ports}`,
      '        name: nginx\n        image: nginx:1.27\n',
    ),
    line: 15,
    at: 'containers',
    title: 'Make containers a list',
    makes: '        - name: nginx',
  },
  {
    what: 'a key that is there twice',
    text: changed('  replicas: 3', '  replicas: 3\n  replicas: 4'),
    line: 7,
    at: 'replicas',
    title: 'Remove the one in line 7',
    makes: '  replicas: 3',
  },
  {
    what: 'a port that does not exist',
    text: changed('containerPort: 80', 'containerPort: 80800'),
    line: 19,
    at: '80800',
    title: 'Set containerPort to 8080',
    makes: '            - containerPort: 8080',
  },
  {
    what: 'a nodePort out of range',
    text: serviceWith('  type: NodePort\n  selector: {app: web}\n  ports:\n    - port: 80\n      nodePort: 80\n'),
    line: 10,
    at: '80',
    title: 'Set nodePort to 30080',
    makes: '      nodePort: 30080',
  },
  {
    what: 'a name with capitals',
    text: changed('  name: web', '  name: Web_App'),
    line: 4,
    at: 'Web_App',
    title: 'Set name to web-app',
    makes: '  name: web-app',
  },
  {
    what: 'tabs',
    text: changed('  replicas: 3', '\treplicas: 3'),
    line: 6,
    at: '\t',
    title: 'Replace tabs with spaces',
    makes: '  replicas: 3',
  },
  {
    what: 'tabs that stand for more than two spaces',
    text: changed('          image: nginx', '\t\t  image: nginx'),
    line: 17,
    at: '\t',
    title: 'Replace tabs with spaces',
    makes: '          image: nginx:1.27',
  },
  {
    what: 'spaces as web pages have them',
    text: changed('kind: Deployment', 'kind:\u00A0Deployment'),
    line: 3,
    at: 'm',
    title: 'Replace special spaces with plain ones',
    makes: 'kind: Deployment',
  },
  {
    what: 'a generated name, which apply cannot take',
    text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  generateName: settings-\n',
    line: 3,
    at: 'metadata',
    title: 'Name it settings-1 instead',
    makes: '  name: settings-1',
  },
  {
    what: 'a line of a shell that came along',
    text: `$ kubectl apply -f web.yaml\n${changed('', '')}`,
    line: 2,
    at: ':',
    title: 'Take line 1 out: it belongs in the terminal, or around the text',
    makes: 'apiVersion: apps/v1',
  },
  {
    what: 'a line that is too far out',
    text: changed('          image: nginx', '         image: nginx'),
    line: 17,
    at: 'i',
    title: 'Fix the indentation of line 17',
    makes: '          image: nginx:1.27',
  },
  {
    what: 'a line that is too far in',
    text: changed('          image: nginx', '           image: nginx'),
    line: 17,
    at: ':',
    title: 'Fix the indentation of line 17',
    makes: '          image: nginx:1.27',
  },
  {
    what: 'no colon',
    text: changed('replicas: 3', 'replicas 3'),
    line: 7,
    at: ':',
    title: 'Add the missing colon in line 6',
    makes: '  replicas: 3',
  },
  {
    what: 'no space after a colon',
    text: changed('replicas: 3', 'replicas:3'),
    line: 7,
    at: ':',
    title: 'Add the missing space after the colon in line 6',
    makes: '  replicas: 3',
  },
  {
    what: 'a colon in a value',
    text: object('v1', 'ConfigMap', 'data:\n  a: b: c\n'),
    line: 6,
    at: ':',
    title: 'Put quotes around the value in line 6',
    makes: '  a: "b: c"',
  },
  {
    what: 'a value in small letters',
    text: changed('          image', '          imagePullPolicy: always\n          image'),
    line: 17,
    at: 'always',
    title: 'Set imagePullPolicy to Always',
    makes: '          imagePullPolicy: Always',
  },
  {
    what: 'a strategy in small letters',
    text: changed('  replicas: 3', '  strategy:\n    type: rollingUpdate\n  replicas: 3'),
    line: 6,
    at: 'strategy',
    title: 'Set type to RollingUpdate',
    makes: '    type: RollingUpdate',
  },
  {
    what: 'matchLabels in a Service',
    text: serviceWith('  selector:\n    matchLabels:\n      app: web\n  ports:\n    - port: 80\n'),
    line: 7,
    at: 'matchLabels',
    title: 'A Service selects by plain labels: leave out matchLabels',
    makes: '    app: web',
  },
  {
    what: 'a Service without ports',
    text: serviceWith('  selector:\n    app: web\n'),
    line: 5,
    at: 'spec',
    title: 'Add port 80',
    makes: '    - port: 80',
  },
  {
    what: 'a Job without restartPolicy',
    text: object(
      'batch/v1',
      'Job',
      'spec:\n  template:\n    spec:\n      containers:\n        - name: a\n          image: busybox:1.36\n',
    ),
    line: 7,
    at: 'spec',
    title: 'Set restartPolicy to OnFailure',
    makes: '      restartPolicy: OnFailure',
  },
  {
    what: 'a unit that Kubernetes does not have',
    text: `${deployment}          resources:\n            requests:\n              memory: 512MB\n`,
    line: 22,
    at: '512MB',
    title: 'Set memory to 512Mi',
    makes: '              memory: 512Mi',
  },
  {
    what: 'bounds the wrong way round',
    text: object(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  minReplicas: 5\n  maxReplicas: 2\n',
    ),
    line: 11,
    at: '2',
    title: 'Set maxReplicas to 5',
    makes: '  maxReplicas: 5',
  },
  {
    what: 'plain text in a Secret',
    text: object('v1', 'Secret', 'data:\n  a: plain text\n'),
    line: 6,
    at: 'plain text',
    title: 'Plain text belongs in stringData',
    makes: 'stringData:',
  },
  {
    what: 'an Ingress of an older API',
    text: object(
      'networking.k8s.io/v1',
      'Ingress',
      'spec:\n  rules:\n    - http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              serviceName: web\n              servicePort: 80\n',
    ),
    line: 12,
    at: 'serviceName',
    title: 'Write the backend as networking.k8s.io/v1 wants it',
    makes: '                name: web',
  },
  {
    what: 'a namespace that is not there',
    text: changed('  name: web\n', '  name: web\n  namespace: shop\n'),
    line: 5,
    at: 'shop',
    title: 'Add Namespace shop in front',
    makes: 'kind: Namespace',
  },
  {
    what: 'a mount without its volume',
    text: `${deployment}          volumeMounts:\n            - name: data\n              mountPath: /data\n`,
    line: 21,
    at: 'data',
    title: 'Add volume data',
    makes: '          emptyDir: {}',
  },
  {
    what: 'less than nothing',
    text: changed('replicas: 3', 'replicas: -1'),
    line: 6,
    at: '-1',
    title: 'Set replicas to 0',
    makes: '  replicas: 0',
  },
];

describe('a quick fix', () => {
  it.each(cases)('for $what', ({ text, line, at, title, makes }) => {
    const [problem] = errors(text);
    if (problem === undefined) throw new Error('nothing was found');
    const written = text.split('\n')[problem.line - 1] ?? '';
    expect([problem.line, written.slice(problem.column - 1, problem.endColumn - 1)]).toEqual([line, at]);
    const [fix] = problem.fixes;
    expect(fix && sayIn('en')(fix.title.key, fix.title.params)).toBe(title);
    const after = fixed(text, problem);
    expect(after.split('\n')).toContain(makes);
    // What was wrong is right now: in the words of the API server, and as YAML. A namespace is there once it is applied.
    const left = errors(after).filter(({ message }) => !message.startsWith('namespaces "shop" not found'));
    expect(left.map(({ message }) => message)).toEqual([]);
  });

  it('has a title in both languages', () => {
    for (const { text } of cases) {
      for (const { fixes } of errors(text)) {
        for (const { title } of fixes) {
          for (const language of ['en', 'ko'] as const) {
            const said = sayIn(language)(title.key, title.params);
            expect(said).not.toMatch(/editor\.|\{\{|undefined/);
          }
        }
      }
    }
  });

  it('removes either of two equal keys', () => {
    const text = changed('  replicas: 3', '  replicas: 3\n  replicas: 4');
    const [problem] = errors(text);
    if (problem === undefined) throw new Error('nothing was found');
    expect(fixed(text, problem, 0)).toBe(deployment);
    expect(fixed(text, problem, 1)).toBe(changed('  replicas: 3', '  replicas: 4'));
  });

  it('leaves comments, order and other documents alone', () => {
    const text = `# the front\n${service}---\n# the back\n${changed('  replicas: 3', '  # three of them\n  replica: 3 # for now')}`;
    const [problem] = errors(text);
    if (problem === undefined) throw new Error('nothing was found');
    expect(fixed(text, problem)).toBe(text.replace('replica:', 'replicas:'));
  });

  it('is offered in every document of a file, at its own line', () => {
    const wrong = changed('replicas: 3', 'replica: 3');
    const text = `${wrong}---\n${service}---\n${wrong.replace('name: web', 'name: web2')}`;
    expect(errors(text).map(({ line }) => line)).toEqual([6, 6 + 19 + 1 + 10 + 1]);
  });
});

describe('nothing that is typed', () => {
  const whole = `${deployment}---\n${service}`;

  it('breaks the review, wherever a text ends', () => {
    for (let end = 0; end <= whole.length; end += 7) expect(() => reviewOf(whole.slice(0, end), cluster)).not.toThrow();
  });

  it('breaks the review, whatever stands in the place of a value', () => {
    const values = ['null', '[]', '[1, {a: b}]', '-1', '{a: [1]}'];
    const lines = whole.split('\n');
    for (const [index, line] of lines.entries()) {
      const key = /^([ -]*\w+:)/.exec(line)?.[1];
      if (key === undefined) continue;
      for (const value of values) {
        const text = [...lines.slice(0, index), `${key} ${value}`, ...lines.slice(index + 1)].join('\n');
        expect(() => reviewOf(text, cluster)).not.toThrow();
      }
    }
  });
});

it('tells a hundred of twenty thousand keys that are there twice, where they stand, and the ways out of the first ones', () => {
  const problems = reviewOf('a: b\n'.repeat(20_000), cluster).filter(({ message }) => message.includes('already set'));
  expect(problems).toHaveLength(100);
  expect(problems[99]).toMatchObject({ line: 101, column: 1, endLine: 101, endColumn: 2 });
  expect(problems.filter(({ fixes }) => fixes.length > 0)).toHaveLength(20);
});

it('says of a text for kustomize that there is no kustomize, beside what kubectl says', () => {
  const text = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [web.yaml]\n';
  const problems = reviewOf(text, cluster);
  expect(problems[0]?.message).toContain('no matches for kind "Kustomization"');
  expect(problems.map(({ phrase }) => phrase && sayIn('en')(phrase.key, phrase.params))).toContainEqual(
    expect.stringContaining('Podground has no kustomize'),
  );
});
