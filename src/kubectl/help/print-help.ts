import type { KubectlEnv } from '../env.ts';
import { KubectlError } from '../errors.ts';
import { homeOf } from '../home.ts';

/** What a line that always prints the same prints (`kubectl options`). A KubectlError where the texts are missing. */
export function constantText(env: KubectlEnv, line: string): string {
  const text = env.reference?.recordedText(line);
  if (text === undefined) throw new KubectlError(`the text of "${line}" could not be loaded`);
  return text.replaceAll('%HOME%', homeOf(env));
}

/** What `--help` prints of a command, by its path (`kubectl create job`). */
export function helpText(env: KubectlEnv, path: string): string {
  return constantText(env, `${path} --help`);
}

/** The end of the help of `kubectl`, which it prints when it knows no such help topic. */
export function usageText(env: KubectlEnv): string {
  const text = helpText(env, 'kubectl');
  return text.slice(text.indexOf('\nBasic Commands'));
}
