import { describe, expect, it } from 'vitest';
import en from '../../src/i18n/en/late/examples.json';
import { createCluster } from '../../src/engine/index.ts';
import type { Pod } from '../../src/engine/index.ts';
import { formatManifests } from '../../src/manifests/index.ts';
import { createRequests } from '../../src/session/start-requests.ts';
import { firstFiles } from '../../src/session/first-visit.ts';
import { tools } from '../../src/session/tools.ts';
import { examples, exampleTopics } from '../../src/session/writing/examples.ts';
import { emptyCluster, reviewOf } from './review-world.ts';

const identities = (text: string): readonly string[] =>
  tools.parseFile({ name: 'f.yaml', text }).manifests.documents.map((document) => {
    const { kind, namespace, name } = tools.identity(document);
    return `${kind} ${namespace}/${name}`;
  });

/** The pods that there are some minutes after an example was applied to a new cluster. */
function podsAfter(text: string): readonly Pod[] {
  const cluster = createCluster();
  cluster.advance(5000);
  for (const request of createRequests({ name: 'f.yaml', text })) {
    const { code } = cluster.request(request);
    expect(code, JSON.stringify(request.body)).toBe(201);
  }
  cluster.advance(300_000);
  return cluster.live.list('pods').filter(({ metadata }) => metadata.namespace !== 'kube-system');
}

function isWell({ status }: Pod): boolean {
  const ready = status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
  return ready || status.phase === 'Succeeded';
}

describe('examples', () => {
  it('of every topic are there, each with its sentences', () => {
    expect(exampleTopics.filter((topic) => !examples.some((example) => example.topic === topic))).toEqual([]);
    const keys = [
      ...exampleTopics.map((topic) => `topic.${topic}`),
      ...examples.flatMap(({ id }) => [`${id}.title`, `${id}.what`]),
    ];
    expect(keys.filter((key) => !(key in en))).toEqual([]);
  });

  it('clash neither with each other nor with the first visit', () => {
    const all = [...firstFiles, ...examples].flatMap(({ text }) => identities(text));
    expect(all.filter((each, index) => all.indexOf(each) !== index)).toEqual([]);
  });

  it.each(examples.map((example) => [example.id, example] as const))('%s can be applied', (_, { text, topic }) => {
    const problems = reviewOf(text, emptyCluster());
    const said = problems.filter(
      ({ severity }) => severity === 'error' || (severity === 'warning' && topic !== 'repair'),
    );
    expect(said.map(({ line, message, phrase }) => `${line}: ${message}${phrase?.key ?? ''}`)).toEqual([]);
    expect(formatManifests(text), 'its layout').toBe(text);
    const pods = podsAfter(text);
    expect(pods.length).toBeGreaterThan(0);
    const sick = pods.filter((pod) => topic !== 'repair' && !isWell(pod));
    expect(sick.map(({ metadata }) => metadata.name)).toEqual([]);
  });

  it('to repair are broken', () => {
    const sick = examples.filter(({ topic }) => topic === 'repair');
    const isBroken = ({ text }: { text: string }): boolean =>
      podsAfter(text).some((pod) => !isWell(pod)) ||
      reviewOf(text, emptyCluster()).some(({ severity }) => severity === 'warning');
    expect(sick.filter((example) => !isBroken(example)).map(({ id }) => id)).toEqual([]);
  });
});
