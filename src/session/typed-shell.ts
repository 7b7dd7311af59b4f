import type { Cluster } from '../engine/index.ts';
import type { Reference } from '../kubectl/index.ts';
import type { OpenedText, Shell, ShellCluster } from '../shell/index.ts';
import type { Acting } from './acting.ts';
import type { Printed } from './terminal-output.ts';
import type { TextFiles } from './text-files.ts';
import type { Tools } from './tools.ts';

/** Where the editor's files are, for those who type `pwd`. */
const HOME = '/home/learner';

/** The editor as the shell sees it. */
export interface Editor {
  files: TextFiles;
  edit: (fileName: string, text: string) => OpenedText;
}

/**
 * The shell behind the prompt. It lives as long as the page: its variables and aliases stay, while each line works on the
 * history and at the moment that are on the screen when it is typed.
 */
export class TypedShell {
  readonly shell: Shell;
  readonly output: Printed[] = [];
  private acting: Acting | undefined;

  constructor(tools: Tools, reference: Reference | undefined, present: () => Cluster, { files, edit }: Editor) {
    const cluster = (): Cluster => this.acting?.branch.cluster ?? present();
    const asItActs: ShellCluster & Pick<Cluster, 'exec'> = {
      request: (request, requester) => this.acting?.request(request) ?? present().request(request, requester),
      inject: (fault) => this.acting?.inject(fault) ?? { ok: false, message: 'nothing runs' },
      now: () => cluster().now(),
      revision: () => cluster().revision(),
      changesSince: (revision) => cluster().changesSince(revision),
      logs: (...container) => cluster().logs(...container),
      exec: (namespace, pod, container, command, stdin = '') =>
        this.acting === undefined
          ? present().exec(namespace, pod, container, command, stdin)
          : this.acting.exec({ namespace, pod, container, command, stdin }),
      traffic: {
        send: (request) => this.acting?.send(request),
        exchange: (id) => cluster().traffic?.exchange(id),
      },
      get live() {
        return cluster().live;
      },
      get options() {
        return cluster().options;
      },
    };
    this.shell = tools.createShell({
      cluster: asItActs,
      files: tools.filesOfStore(files, HOME),
      home: HOME,
      edit,
      ...(reference === undefined ? {} : { reference }),
      out: (text) => this.output.push({ stream: 'stdout', text }),
      err: (text) => this.output.push({ stream: 'stderr', text }),
    });
  }

  /** Runs a line as this act. */
  run(source: string, acting: Acting): ReturnType<Shell['run']> {
    this.acting = acting;
    this.shell.remember(source);
    return this.shell.run(source);
  }
}
