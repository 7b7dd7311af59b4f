import { createCluster, type Cluster, type ClusterOptions } from '../../src/engine/index.ts';
import { runToEnd } from '../../src/headless/run-to-end.ts';
import { createShell, memoryFiles, type Shell, type ShellOptions } from '../../src/shell/index.ts';

export interface Terminal {
  cluster: Cluster;
  shell: Shell;
  /** Runs a line or script to its end, letting virtual time pass at once; answers what it printed, both streams in order. */
  run(source: string): string;
  /** Exit code of the last run. */
  status(): number;
}

/** A shell without a page on a fresh cluster, with files in memory. */
export function openTerminal(
  files: Record<string, string> = {},
  options: Partial<ShellOptions> = {},
  clusterOptions: ClusterOptions = {},
): Terminal {
  const cluster = createCluster(clusterOptions);
  let printed = '';
  let status = 0;
  const shell = createShell({
    cluster,
    files: memoryFiles('/home/learner', files),
    out: (text) => (printed += text),
    err: (text) => (printed += text),
    interactive: false,
    commandMs: 100,
    followMs: 60_000,
    ...options,
  });
  return {
    cluster,
    shell,
    status: () => status,
    run(source) {
      printed = '';
      status = runToEnd(shell, cluster, source);
      return printed;
    },
  };
}

/** What a script prints on a fresh cluster. */
export function transcript(source: string, files: Record<string, string> = {}): string {
  return openTerminal(files).run(source);
}
