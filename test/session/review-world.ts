import { createCluster } from '../../src/engine/index.ts';
import type { Cluster } from '../../src/engine/index.ts';
import type { EditorFile, Problem } from '../../src/session/index.ts';
import { tools } from '../../src/session/tools.ts';

/** A cluster with its nodes, and nothing else in it. */
export function emptyCluster(): Cluster {
  const cluster = createCluster();
  cluster.advance(5000);
  return cluster;
}

/** Everything that is to be said about texts, as the editor says it. */
export function reviewed(files: readonly EditorFile[], cluster: Cluster): readonly Problem[] {
  const parsed = files.map((file) => tools.parseFile(file));
  const identities = parsed.flatMap(({ manifests }) => manifests.documents.map(tools.identity));
  const announced = new Set(identities.flatMap(({ kind, name }) => (kind === 'Namespace' ? [name] : [])));
  return [
    ...parsed.flatMap((each) => {
      const inText = tools.textProblems(each);
      const isBroken = inText.some(({ severity }) => severity === 'error');
      return isBroken
        ? inText
        : [...inText, ...[...tools.askServer(each, cluster, announced)].flatMap(({ problems }) => problems)];
    }),
    ...tools.regrets(parsed, cluster.live),
  ];
}

/** What is said about one text. */
export function reviewOf(text: string, cluster: Cluster): readonly Problem[] {
  return reviewed([{ name: 'f.yaml', text }], cluster);
}

/** The text after a problem's fix. */
export function fixed(text: string, problem: Problem, index = 0): string {
  const fix = problem.fixes[index];
  if (fix === undefined) throw new Error(`no fix ${index} for: ${problem.message}`);
  return tools.applyEdits(text, fix.edits);
}

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
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
          image: nginx:1.27
          ports:
            - containerPort: 80
`;

export const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 80
`;
