import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { behaviourAnnotations } from '../../src/engine/index.ts';
import { annotationOfLine, annotationPlace } from '../../src/session/texts/annotation-place.ts';
import { sayIn } from '../support/all-texts.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { deployment, emptyCluster, fixed, reviewOf } from './review-world.ts';

const cluster = emptyCluster();

/** The Deployment with these annotations of its pods. */
function annotated(...annotations: readonly string[]): string {
  return deployment.replace(
    '    metadata:\n      labels:',
    `    metadata:\n      annotations:\n${annotations.map((line) => `        ${line}\n`).join('')}      labels:`,
  );
}

/** What is said about annotations: the rule, and the text that it points at. */
function said(text: string): readonly string[] {
  return annotationProblems(text).map(({ phrase, line, column, endColumn }) => {
    const place = text.split('\n')[line - 1]?.slice(column - 1, endColumn - 1);
    return `${phrase?.key.replace('writing.regret.annotation.', '')}: ${place}`;
  });
}

function annotationProblems(text: string): ReturnType<typeof reviewOf> {
  return reviewOf(text, cluster).filter(({ phrase }) => phrase?.key.startsWith('writing.regret.annotation.'));
}

describe('annotations of pods are checked', () => {
  it('and right ones are right', () => {
    const lines = behaviourAnnotations.map(({ name, example }) => `podground.dev/${name}: "${example}"`);
    expect(said(annotated(...lines, 'example.com/other: "x"', 'podground.dev/status.nginx: "503"'))).toEqual([]);
  });

  it('with an unknown name, at the line, and the name that was meant', () => {
    const text = annotated('podground.dev/stauts: "500"');
    expect(said(text)).toEqual(['unknown: podground.dev/stauts']);
    const [problem] = annotationProblems(text);
    expect(problem?.severity).toBe('warning');
    expect(problem && fixed(text, problem)).toContain('        podground.dev/status: "500"\n');
    expect(problem && said(fixed(text, problem))).toEqual([]);
    const own = annotated('podground.dev/stauts.nginx: "500"');
    const [ofOne] = annotationProblems(own);
    expect(ofOne && fixed(own, ofOne)).toContain('podground.dev/status.nginx: "500"');
  });

  it('with a value that is not taken', () => {
    const values = {
      listen: '80 90',
      status: '99',
      calls: 'price',
      memory: 'much',
      'ignore-sigterm': 'yes',
      response: 'x'.repeat(5000),
    };
    const text = annotated(...Object.entries(values).map(([name, value]) => `podground.dev/${name}: "${value}"`));
    expect(annotationProblems(text).map(({ phrase }) => phrase?.key.replace('writing.regret.annotation.', ''))).toEqual(
      ['ports', 'wholeNumber', 'urls', 'quantity', 'trueOrFalse', 'text'],
    );
    for (const problem of annotationProblems(text)) {
      for (const language of ['en', 'ko'] as const) {
        const { key = '', params = {} } = problem.phrase ?? {};
        expect(sayIn(language)(key, params)).not.toMatch(/writing\.|\{\{|undefined/);
      }
    }
    const status = annotated('podground.dev/status: "99"');
    const [problem] = annotationProblems(status);
    expect(problem && fixed(status, problem)).toContain('podground.dev/status: "500"');
  });

  it('for a container that the pods do not have', () => {
    const text = annotated('podground.dev/status.ngnix: "500"');
    expect(said(text)).toEqual(['container: podground.dev/status.ngnix']);
    const [problem] = annotationProblems(text);
    expect(problem && fixed(text, problem)).toContain('podground.dev/status.nginx: "500"');
  });

  it('on a workload, where they do nothing, and can be moved to its pods', () => {
    const text = deployment.replace('  name: web\n', '  name: web\n  annotations:\n    podground.dev/status: "500"\n');
    expect(said(text)).toEqual(['place: podground.dev/status']);
    const [problem] = annotationProblems(text);
    const moved = problem === undefined ? '' : fixed(text, problem);
    expect(moved).toContain('      annotations:\n        podground.dev/status: "500"\n');
    expect(said(moved)).toEqual([]);
  });

  it('on a pod too', () => {
    const pod = `apiVersion: v1
kind: Pod
metadata:
  name: one
  annotations:
    podground.dev/delay-ms: "-1"
spec:
  containers:
    - name: one
      image: nginx
`;
    expect(said(pod)).toEqual(['wholeNumber: "-1"']);
  });
});

/** What is offered at the cursor `|` of a text. */
function offered(text: string): readonly string[] | undefined {
  const at = text.indexOf('|');
  const whole = text.replace('|', '');
  const line = text.slice(0, at).split('\n').length;
  const before = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return annotationPlace(whole, line, before)?.offered.map(({ name }) => name);
}

describe('annotations are offered', () => {
  const all = behaviourAnnotations.map(({ name }) => name);

  it('below the annotations of a template, of a pod, and deep in a CronJob', () => {
    expect(offered(annotated('|'))).toEqual(all);
    expect(offered(annotated('pod|'))).toEqual(all);
    expect(offered(annotated('"podground.dev/st|'))).toEqual(all);
    expect(offered('kind: Pod\nmetadata:\n  annotations:\n    podground|\n')).toEqual(all);
    expect(offered('metadata:\n  annotations:\n    podground|\nkind: Pod\n')).toEqual(all);
    expect(
      offered(
        'kind: CronJob\nspec:\n  jobTemplate:\n    spec:\n      template:\n        metadata:\n          annotations:\n            p|',
      ),
    ).toEqual(all);
    expect(offered(`kind: Service\n---\n${annotated('p|')}`)).toEqual(all);
  });

  it('but for those that are there already', () => {
    const there = ['podground.dev/status: "500"', 'p|', 'podground.dev/listen.web: "80"'];
    expect(offered(annotated(...there))).toEqual(all.filter((name) => name !== 'status' && name !== 'listen'));
  });

  it('and nowhere else', () => {
    expect(offered(deployment.replace('  name: web\n', '  name: web\n  annotations:\n    p|\n'))).toBeUndefined();
    expect(offered(deployment.replace('        app: web\n    spec', '        |\n    spec'))).toBeUndefined();
    expect(offered('kind: ConfigMap\nmetadata:\n  annotations:\n    p|')).toBeUndefined();
    expect(offered(annotated('podground.dev/status: "5|'))).toBeUndefined();
    expect(offered('p|')).toBeUndefined();
  });

  it('at once in a long text', () => {
    const text = annotated('p|').replace('spec:\n', `spec:\n${'  # filler line\n'.repeat(20_000)}`);
    const begin = cpuMs();
    offered(text);
    expect(cpuMs() - begin).toBeLessThan(200);
  });
});

describe('the annotation under the pointer', () => {
  it('is known by its key, with or without a container and quotes', () => {
    expect(annotationOfLine('        podground.dev/status.web: "500"')).toMatchObject({
      annotation: { name: 'status' },
      from: 9,
      to: 33,
    });
    expect(annotationOfLine('  "podground.dev/listen": "80"')?.annotation.name).toBe('listen');
    expect(annotationOfLine('  podground.dev/nothing: "80"')).toBeUndefined();
    expect(annotationOfLine('  image: nginx')).toBeUndefined();
  });

  it('is explained in both languages', () => {
    for (const language of ['en', 'ko'] as const) {
      for (const { name, accepts } of behaviourAnnotations) {
        const { type, ...limits } = accepts;
        expect(sayIn(language)(`behaviour.about.${name}`, {})).not.toContain('behaviour.');
        expect(sayIn(language)(`behaviour.accepts.${type}`, limits)).not.toMatch(/behaviour\.|\{\{/);
      }
    }
  });
});

describe('the README', () => {
  it('tells of every annotation', () => {
    const text = readFileSync('README.md', 'utf8');
    expect(behaviourAnnotations.filter(({ name }) => !text.includes(`\`podground.dev/${name}\``))).toEqual([]);
  });
});
