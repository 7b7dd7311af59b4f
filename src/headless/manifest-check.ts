import { createCluster, type Cluster } from '../engine/index.ts';
import { parseManifests, type ManifestDocument } from '../manifests/index.ts';
import { createShell, memoryFiles } from '../shell/index.ts';
import { findObject, judgeObject, type DocumentName, type Judgement } from './manifest-outcome.ts';
import { runToEnd } from './run-to-end.ts';

export type DocumentResult = DocumentName & Judgement;

export interface FileResult {
  documents: DocumentResult[];
  /** What is wrong with the file as a whole. */
  problems: string[];
  /** Namespaces that had to be there first. */
  namespaces: string[];
}

/** Long enough for pulls, probes and back-off to show what becomes of a pod: the progress deadline of a Deployment, ms. */
const SETTLING_MS = 600_000;
const HOME = '/manifests';
const NAMESPACE_NAME = /^[a-z\d]([-a-z\d]{0,61}[a-z\d])?$/;

function nameOf({ object }: ManifestDocument): DocumentName {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const { metadata } = object;
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  const [name, namespace] = isObject ? [text(metadata['name']), text(metadata['namespace'])] : ['', ''];
  return {
    apiVersion: text(object['apiVersion']),
    kind: text(object['kind']),
    namespace: namespace === '' ? 'default' : namespace,
    name,
  };
}

/** What kubectl said of a document: the lines that name it, else all that it said. */
function refusalOf({ kind, name }: DocumentName, complaints: readonly string[]): string {
  const own = complaints.filter(
    (line) => line.includes(name) && (line.includes(kind) || line.includes(kind.toLowerCase())),
  );
  return (own.length > 0 ? own : complaints).join(' ').trim();
}

/** kubectl's complaints, one each: a line that is no beginning of one belongs to the one before. */
function complaintsIn(text: string): string[] {
  const complaints: string[] = [];
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const isNew = /^(?:error|Error from server|The \S+ "|Warning|resource mapping)/.test(line);
    if (isNew || complaints.length === 0) complaints.push(line);
    else complaints.push(`${complaints.pop() ?? ''} ${line.trim()}`);
  }
  return complaints.filter((complaint) => !complaint.startsWith('Warning'));
}

/** Namespaces that documents name and that neither the cluster nor the file has; created, and answered. */
function createNamespaces(cluster: Cluster, names: readonly DocumentName[]): string[] {
  const inFile = new Set(names.filter(({ kind }) => kind === 'Namespace').map(({ name }) => name));
  const missing = [...new Set(names.map(({ namespace }) => namespace))].filter(
    (name) => !inFile.has(name) && NAMESPACE_NAME.test(name) && cluster.live.get('namespaces', '', name) === undefined,
  );
  for (const name of missing) {
    cluster.request({
      verb: 'create',
      group: '',
      resource: 'namespaces',
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
    });
  }
  // Their default ServiceAccounts have to be there too.
  if (missing.length > 0) cluster.advance(1000);
  return missing;
}

/**
 * Applies one manifest file alone to a fresh cluster of 3 nodes (4 CPU, 8 Gi, 110 pods each), lets ten minutes of virtual
 * time pass and tells what became of each document. Never throws for what a file may hold.
 */
export function checkManifest(fileName: string, text: string): FileResult {
  const { documents, problems } = parseManifests(text, fileName);
  const names = documents.map(nameOf);
  const cluster = createCluster({ nodes: 3 });
  const namespaces = createNamespaces(cluster, names);
  let said = '';
  const shell = createShell({
    cluster,
    files: memoryFiles(HOME, { 'manifest.yaml': text }),
    home: HOME,
    interactive: false,
    out: () => undefined,
    err: (words) => {
      said += words;
    },
  });
  runToEnd(shell, cluster, 'kubectl apply -f manifest.yaml');
  const complaints = complaintsIn(said);
  const taken = names.map((name) => findObject(cluster, name) !== undefined);
  cluster.advance(SETTLING_MS);
  return {
    namespaces,
    problems: problems.filter(({ severity }) => severity === 'error').map(({ kubectl }) => kubectl),
    documents: names.map((name, index): DocumentResult => {
      if (taken[index] !== true) return { ...name, outcome: 'refused', text: refusalOf(name, complaints) };
      const object = findObject(cluster, name);
      // What was taken and is gone did its work and was cleaned up, as a Job with a time to live.
      if (object === undefined) return { ...name, outcome: 'completes', text: 'gone again' };
      return { ...name, ...judgeObject(cluster, object) };
    }),
  };
}
