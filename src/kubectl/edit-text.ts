import type { KubectlEnv, Wait } from './env.ts';
import { KubectlError } from './errors.ts';

/** How often a text that was refused is opened again. */
const MOST_ATTEMPTS = 20;

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

/** What is to be edited. */
export interface EditedText {
  fileName: string;
  text: string;
  /** `--windows-line-endings`: the editor is given CRLF. */
  isWindows?: boolean;
  /** `deployments "web"`, for the lines that say why a text was refused. */
  subject: string;
  /** Sends what the text became; answers what to print. What it throws opens the text again. */
  save(edited: string): string;
}

/** Comment lines that say why a text was refused. */
function reasonLines(subject: string, error: Error): string {
  const [first = '', ...others] = error.message.split('\n');
  return [`${subject} was not valid:`, `* ${first}`, ...others.map((line) => `  ${line}`), '']
    .map((line) => `# ${line}`.trimEnd())
    .join('\n')
    .concat('\n');
}

/**
 * Opens a text in the editor until it is saved, or nothing more is changed (kubectl pkg/cmd/util/editor/editoptions.go).
 * A KubectlError where there is no editor.
 */
export function* editText(
  env: KubectlEnv,
  { fileName, text: original, isWindows = false, subject, save }: EditedText,
): Generator<Wait, void, void> {
  if (env.edit === undefined) {
    throw new KubectlError(
      'unable to launch the editor "vi": this terminal has none. Instead: kubectl get -o yaml > FILE, change FILE, kubectl apply -f FILE',
    );
  }
  let text = original;
  let reason = '';
  for (let attempt = 0; ; attempt++) {
    const opened = HEADER + reason + text;
    const edited = yield* env.edit(fileName, isWindows ? opened.replaceAll('\n', '\r\n') : opened);
    const content = edited?.replaceAll('\r\n', '\n').replace(/^#.*\n?/gm, '') ?? '';
    if (content.trim() === '' || content === original || (attempt > 0 && content === text)) {
      if (attempt > 0) throw new KubectlError('Edit cancelled, no valid changes were saved.');
      env.err('Edit cancelled, no changes made.\n');
      return;
    }
    text = content;
    try {
      env.out(save(content));
      return;
    } catch (error) {
      if (!(error instanceof Error) || attempt >= MOST_ATTEMPTS) throw error;
      reason = reasonLines(subject, error);
    }
  }
}
