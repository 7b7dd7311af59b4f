import { createCluster, type Cluster, type ClusterOptions } from '../../src/engine/index.ts';
import { createShell, memoryFiles, type Shell, type ShellOptions } from '../../src/shell/index.ts';

/** Virtual time after which a wait is given up, ms. */
const LONGEST_WAIT = 366 * 86_400_000;

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
      const running = shell.run(source);
      for (let step = running.next(); ; step = running.next()) {
        if (step.done === true) {
          status = step.value;
          return printed;
        }
        const wait = step.value;
        if (wait.until === 'time') {
          if (wait.ms > LONGEST_WAIT) shell.interrupt();
          else cluster.advance(wait.ms);
          continue;
        }
        const end = cluster.now() + (wait.timeoutMs ?? LONGEST_WAIT);
        while (cluster.revision() <= wait.sinceRevision && cluster.now() < end) {
          const due = cluster.nextDue();
          if (due === undefined || due > end) cluster.advance(end - cluster.now());
          else cluster.step();
        }
        if (cluster.now() >= end && wait.timeoutMs === undefined) shell.interrupt();
      }
    },
  };
}

/** What a script prints on a fresh cluster. */
export function transcript(source: string, files: Record<string, string> = {}): string {
  return openTerminal(files).run(source);
}
