import { builtinResources, isFailure } from '../engine/index.ts';
import type { ApiRequest, ApiResponse, Cluster, KubeObject, Status } from '../engine/index.ts';
import { initialState, kubectl } from '../kubectl/index.ts';
import { parseManifests } from '../manifests/index.ts';
import type { ManifestDocument, Manifests } from '../manifests/index.ts';
import { fieldPath } from './field-path.ts';
import { differences } from './texts/differences.ts';
import { identity } from './texts/identity.ts';
import type { EditorFile } from './persistence.ts';
import { place } from './place.ts';
import type { Problem, ReviewedObject } from './state.ts';

/** What one text says, before the cluster is asked. */
export interface ParsedFile {
  readonly file: EditorFile;
  readonly manifests: Manifests;
}

/** An answer of the API server about one object of a text. */
export interface Answer {
  readonly request: ApiRequest;
  readonly response: ApiResponse;
}

export function parseFile(file: EditorFile): ParsedFile {
  return { file, manifests: parseManifests(file.text, file.name) };
}

/** What is wrong with a text as text. */
export function textProblems({ file, manifests }: ParsedFile): readonly Problem[] {
  return manifests.problems.map((problem) => ({
    file: file.name,
    ...place(file.text, problem.from, problem.to),
    severity: problem.severity,
    message: problem.message,
  }));
}

/**
 * What the API server would say to a text, without its doing anything: `kubectl apply --dry-run=server`, whose answers
 * tell for each object whether the cluster already is as the text says.
 */
export function askServer(
  parsed: ParsedFile,
  cluster: Cluster,
): { problems: readonly Problem[]; objects: readonly ReviewedObject[] } {
  const { file, manifests } = parsed;
  const answers: Answer[] = [];
  const stderr: string[] = [];
  const running = kubectl(['apply', '-f', file.name, '--dry-run=server'], {
    request: (request) => {
      const response = cluster.request(request);
      answers.push({ request, response });
      return response;
    },
    now: () => cluster.now(),
    revision: () => cluster.revision(),
    changesSince: (revision) => cluster.changesSince(revision),
    logs: () => undefined,
    out: () => undefined,
    err: (text) => stderr.push(text),
    readFile: (path) => (path === file.name ? file.text : undefined),
    stdin: () => '',
    state: initialState(),
  });
  // A dry run has nothing to wait for; if it does want to wait, what it has said so far is the answer.
  const { done } = running.next();
  if (done !== true) running.return(0);
  const objects = manifests.documents.map((document) => ({
    file: file.name,
    ...identity(document),
    ...verdictOf(document, answers),
  }));
  const problems = problemsOf(parsed, answers);
  // Refused by kubectl itself, before any question: an unknown kind, no name.
  if (problems.length === 0 && stderr.length > 0 && !answers.some(({ response }) => !isFailure(response))) {
    const first = manifests.documents[0];
    if (first !== undefined) problems.push(problemAt(file, first, [], stderr.join('').trim()));
  }
  return { problems, objects };
}

/** The problems that the API server's refusals tell of, at the fields that they name. */
export function problemsOf({ file, manifests }: ParsedFile, answers: readonly Answer[]): Problem[] {
  const problems: Problem[] = [];
  for (const document of manifests.documents) {
    for (const { request, response } of answersAbout(document, answers)) {
      if (!isFailure(response) || (request.verb === 'get' && response.code === 404)) continue;
      problems.push(...refusal(file, document, response.body));
    }
  }
  return problems;
}

function refusal(file: EditorFile, document: ManifestDocument, status: Status): readonly Problem[] {
  const causes = status.details?.causes ?? [];
  const located = causes.filter((cause) => cause.field !== undefined && cause.field !== '');
  if (located.length > 0) {
    return located.map(({ field = '', message }) =>
      problemAt(file, document, fieldPath(field), `${field}: ${message ?? status.message}`),
    );
  }
  const unknown = [...status.message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)];
  if (unknown.length > 0) {
    return unknown.map((match) => problemAt(file, document, fieldPath(match[1] ?? ''), match[0]));
  }
  // A value of the wrong type is named as in Go, without positions in lists.
  const mistyped = /Go struct field \w+\.([\w.]+) of type/.exec(status.message)?.[1];
  const path = mistyped === undefined ? [] : throughLists(document.object, mistyped.split('.'));
  return [problemAt(file, document, path, status.message)];
}

/** The same path with, for each list on the way, the position of the first item that has the next field. */
function throughLists(object: unknown, names: readonly string[]): (string | number)[] {
  const path: (string | number)[] = [];
  let value = object;
  for (const name of names) {
    if (Array.isArray(value)) {
      const position = value.findIndex((item) => isFields(item) && name in item);
      if (position === -1) break;
      path.push(position);
      value = value[position];
    }
    if (!isFields(value)) break;
    path.push(name);
    value = value[name];
  }
  return path;
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemAt(file: EditorFile, document: ManifestDocument, path: (string | number)[], message: string): Problem {
  const { from, to } = document.rangeOf(path);
  const whole = path.length === 0 ? from + file.text.slice(from, to).search(/\n|$/) : to;
  return { file: file.name, ...place(file.text, from, whole), severity: 'error', message };
}

function verdictOf(
  document: ManifestDocument,
  answers: readonly Answer[],
): Pick<ReviewedObject, 'verdict' | 'differences'> {
  const about = answersAbout(document, answers);
  const written = about.find(({ request }) => request.verb === 'create' || request.verb === 'patch');
  const refused = about.some(
    ({ request, response }) => isFailure(response) && !(request.verb === 'get' && response.code === 404),
  );
  if (refused || about.length === 0) return { verdict: 'refused', differences: [] };
  if (written?.request.verb === 'create') return { verdict: 'missing', differences: [] };
  const live = about.find(({ request }) => request.verb === 'get')?.response.body;
  if (written === undefined || live === undefined) return { verdict: 'matches', differences: [] };
  const found = differences(document, live as KubeObject, written.response.body as KubeObject);
  return { verdict: found.length === 0 ? 'matches' : 'differs', differences: found };
}

function answersAbout(document: ManifestDocument, answers: readonly Answer[]): readonly Answer[] {
  const { apiVersion, kind, namespace, name } = identity(document);
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const resource = builtinResources.find((each) => each.kind === kind && each.group === group)?.resource;
  return answers.filter(({ request }) => {
    const body = request.body as Partial<KubeObject> | undefined;
    const requestName = request.name ?? body?.metadata?.name;
    const sameKind = resource === undefined ? request.group === group : request.resource === resource;
    return (
      sameKind &&
      requestName === name &&
      (request.namespace ?? '') === (request.namespace === undefined ? '' : namespace)
    );
  });
}
