import { describe, expect, it } from 'vitest';
import { builtinResources } from '../../src/engine/index.ts';
import { formatManifests } from '../../src/manifests/index.ts';
import { plainText, snippets, snippetSyntax } from '../../src/session/writing/snippets.ts';
import { emptyCluster, reviewOf } from './review-world.ts';

const named = (kind: string) => {
  const found = snippets.find((snippet) => snippet.kind === kind);
  if (found === undefined) throw new Error(`no snippet of ${kind}`);
  return found;
};

describe('snippets', () => {
  it('are there for every kind that can be created and read again', () => {
    const kinds = builtinResources
      .filter(({ verbs }) => verbs.includes('create') && verbs.includes('get'))
      .map(({ kind }) => kind);
    expect(snippets.map(({ kind }) => kind).toSorted()).toEqual([...new Set(kinds)].toSorted());
  });

  it.each(snippets.map((snippet) => [snippet.kind, snippet] as const))('%s is valid as it stands', (_, snippet) => {
    const text = plainText(snippet);
    const problems = reviewOf(text, emptyCluster()).filter(({ severity }) => severity === 'error');
    expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
    expect(formatManifests(text), 'its layout').toBe(text);
    expect(text).not.toMatch(/\[\[|\]\]/);
  });

  it('number their places, repeat the same ones and offer choices', () => {
    expect(snippetSyntax(named('Service'))).toBe(`apiVersion: v1
kind: Service
metadata:
  name: \${1:web}
spec:
  type: \${2|ClusterIP,NodePort,LoadBalancer|}
  selector:
    app: $1
  ports:
    - port: \${3:80}
      targetPort: $3
`);
  });

  it('are found by the words that kubectl knows', () => {
    expect(named('Deployment').words).toEqual(['deploy', 'deployment']);
    expect(named('HorizontalPodAutoscaler').words).toContain('hpa');
  });
});
