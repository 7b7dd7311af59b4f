import type { ApiRequest, ApiResponse, Change, LogLine } from '../engine/index.ts';
import type { Reference } from './reference.ts';

/**
 * What a command waits for. Whoever runs it lets virtual time pass and resumes it; `.return()` ends it as Ctrl-C does.
 * `change`: until the revision is greater than `sinceRevision`, or `timeoutMs` of virtual time have passed.
 */
export type Wait = { until: 'change'; sinceRevision: number; timeoutMs?: number } | { until: 'time'; ms: number };

/** A running command: yields what it waits for, returns its exit code. */
export type Running = Generator<Wait, number, void>;

/** One entry of a kubeconfig file. */
export interface KubeContext {
  name: string;
  cluster: string;
  user: string;
  namespace?: string;
}

/** Where an API server is, and how it is trusted. */
export interface KubeCluster {
  name: string;
  cluster: Record<string, string | boolean>;
}

/** How a person shows who they are. */
export interface KubeUser {
  name: string;
  user: Record<string, string | boolean>;
}

/** What a kubeconfig file keeps between commands; plain data, changed in place by `kubectl config`. */
export interface KubectlState {
  contexts: KubeContext[];
  currentContext: string;
  clusters: KubeCluster[];
  users: KubeUser[];
  /** Address of the only API server that answers. */
  server: string;
}

/** A process that `exec`, `attach` or `run -it` talks to. */
export interface ContainerCommand {
  namespace: string;
  pod: string;
  container: string;
  command: readonly string[];
  /** `-i`: standard input is passed on. */
  stdin: boolean;
  /** `-t`: a terminal. */
  tty: boolean;
}

/** What kubectl needs of the world around it. */
export interface KubectlEnv {
  request(request: ApiRequest): ApiResponse;
  /** Virtual time, ms since the epoch. */
  now(): number;
  /** The latest revision of the cluster. */
  revision(): number;
  /** Changes after a revision, oldest first; undefined when they are forgotten. */
  changesSince(revision: number): readonly Change[] | undefined;
  /** What a container printed; undefined when there is no such container instance. */
  logs(namespace: string, pod: string, container: string, previous?: boolean): readonly LogLine[] | undefined;
  out(text: string): void;
  err(text: string): void;
  /** The text of a file, or undefined when there is none. */
  readFile(path: string): string | undefined;
  /** Paths of the files in a folder, or undefined when it is none. */
  listFiles?(folder: string): readonly string[] | undefined;
  writeFile?(path: string, text: string): void;
  /** All of standard input. */
  stdin(): string;
  /** Opens a text in an editor and answers what it was changed to; undefined when the person gave up. */
  edit?(fileName: string, text: string): Generator<Wait, string | undefined, void>;
  /** Runs a command in a container; answers its exit code. */
  exec?(command: ContainerCommand): Running;
  /**
   * Runs a command in a container without showing what it prints, for `cp`; undefined when no such container runs, and
   * without a `result` when its image has no such program.
   */
  runInside?(
    command: Pick<ContainerCommand, 'namespace' | 'pod' | 'container' | 'command'>,
    stdin: string,
  ): { result?: { exitCode: number; stdout: string }; message?: string } | undefined;
  /** Opens local ports that lead to a pod, until it is interrupted. */
  forward?(namespace: string, pod: string, ports: readonly { local: number; remote: number }[]): Running;
  /** The home folder, where the kubeconfig file is; default `/home/learner`. */
  home?: string;
  /** Where the kubeconfig file is; default `.kube/config` in the home folder. */
  kubeconfig?: string;
  /** kubectl's help and the API reference; without it, commands that print them say that it could not be loaded. */
  reference?: Reference;
  state: KubectlState;
}

/** Base64 of the first line of a certificate: nothing here is encrypted, so nothing more is needed. */
const STAND_IN = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==';

/** The state of a fresh terminal: one context, as kind names it. */
export function initialState(server = 'https://127.0.0.1:6443'): KubectlState {
  const name = 'kind-podground';
  return {
    contexts: [{ name, cluster: name, user: name }],
    currentContext: name,
    clusters: [{ name, cluster: { server, 'certificate-authority-data': STAND_IN } }],
    users: [{ name, user: { 'client-certificate-data': STAND_IN, 'client-key-data': STAND_IN } }],
    server,
  };
}
