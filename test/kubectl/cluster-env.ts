import { createCluster, type Cluster, type ClusterOptions } from '../../src/engine/index.ts';
import { initialState, kubectl, runToEnd, type KubectlEnv, type Wait } from '../../src/kubectl/index.ts';
import type { Outcome } from './canned-env.ts';

/** A cluster with a terminal: runs command lines as a person would type them. */
export class Terminal {
  readonly cluster: Cluster;
  readonly files: Record<string, string> = {};
  stdin = '';
  /** kubectl's help and the API reference, where a test wants them. */
  reference: KubectlEnv['reference'];
  /** What a person makes of a text in the editor. */
  editor: ((text: string) => string) | undefined;
  private readonly state = initialState();

  constructor(options: ClusterOptions = {}) {
    this.cluster = createCluster({ freeze: true, system: false, ...options });
  }

  /** Runs `kubectl <line>`; words are divided by spaces. `limitMs` of virtual time end it as Ctrl-C would. */
  run(line: string, limitMs?: number): Outcome {
    return this.exec(line.split(' '), limitMs);
  }

  exec(args: readonly string[], limitMs?: number): Outcome {
    const outcome: Outcome = { rc: 0, stdout: '', stderr: '' };
    const { cluster } = this;
    const env: KubectlEnv = {
      request: (request) => cluster.request(request, { actor: 'user', command: `kubectl ${args.join(' ')}` }),
      now: () => cluster.now(),
      revision: () => cluster.revision(),
      changesSince: (revision) => cluster.changesSince(revision),
      logs: (namespace, pod, container, previous) => cluster.logs(namespace, pod, container, previous),
      out: (text) => (outcome.stdout += text),
      err: (text) => (outcome.stderr += text),
      readFile: (path) => this.files[path],
      writeFile: (path, text) => {
        this.files[path] = text;
      },
      stdin: () => this.stdin,
      state: this.state,
      ...(this.reference === undefined ? {} : { reference: this.reference }),
      ...(this.editor === undefined ? {} : { edit: this.edit.bind(this) }),
    };
    outcome.rc = runToEnd(kubectl(args, env), cluster, limitMs).exitCode;
    return outcome;
  }

  private *edit(_fileName: string, text: string): Generator<Wait, string | undefined, void> {
    yield { until: 'time', ms: 1000 };
    return this.editor?.(text);
  }

  /** What a command prints; one that fails is an error. */
  out(line: string): string {
    const { rc, stdout, stderr } = this.run(line);
    if (rc !== 0) throw new Error(`kubectl ${line}: exit code ${rc}: ${stderr}`);
    return stdout;
  }

  /** Lets virtual time pass. */
  sleep(seconds: number): void {
    this.cluster.advance(seconds * 1000);
  }
}
