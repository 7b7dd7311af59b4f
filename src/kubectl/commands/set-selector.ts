import { parseLabelSelector } from '../../engine/index.ts';
import { instantCommand } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { changeObjects, readSetTargets, unselectedFlags } from '../set-objects.ts';

const selectorFlags = {
  ...unselectedFlags,
  recursive: boolFlag(true, { shorthand: 'R' }),
  'resource-version': stringFlag(),
};

/** How Go names the operators of expressions. */
const OPERATORS: Readonly<Record<string, string>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

/** The labels that a selector text asks for, and its other requirements as Go prints them (metav1.ParseToLabelSelector). */
function readSelector(text: string): { labels: Record<string, string>; expressions: string[] } {
  let requirements;
  try {
    requirements = parseLabelSelector(text);
  } catch (error) {
    throw new KubectlError(
      `couldn't parse the selector string "${text}": ${error instanceof Error ? error.message : ''}`,
    );
  }
  const labels: Record<string, string> = {};
  const expressions: string[] = [];
  for (const { key, operator, values } of requirements) {
    const named = OPERATORS[operator];
    if (named !== undefined) expressions.push(`{${key} ${named} [${values.join(' ')}]}`);
    else if (operator === '=' || operator === '==') labels[key] = values[0] ?? '';
    else throw new KubectlError(`"${operator}" is not a valid label selector operator`);
  }
  return { labels, expressions };
}

/** `kubectl set selector` (kubectl pkg/cmd/set/set_selector.go). */
export const setSelector = instantCommand({
  name: 'selector',
  flags: selectorFlags,
  run(call) {
    const text = call.args.at(-1);
    if (text === undefined) throw new KubectlError('one selector is required');
    const { labels, expressions } = readSelector(text);
    const { 'resource-version': resourceVersion } = call.flags;
    const errors: Error[] = [];
    const infos = readSetTargets(call, call.args.slice(0, -1), errors);
    changeObjects(
      call,
      infos,
      {
        operation: 'selector updated',
        failure: '',
        change({ object }) {
          if (object.kind !== 'Service') throw new KubectlError('setting a selector is only supported for Services');
          if (expressions.length > 0) {
            throw new KubectlError(`match expression [${expressions.join(' ')}] not supported on this object`);
          }
          const metadata = resourceVersion === '' ? object.metadata : { ...object.metadata, resourceVersion };
          const { selector: _selector, ...spec } = object.spec ?? {};
          const isEmpty = Object.keys(labels).length === 0;
          return { ...object, metadata, spec: isEmpty ? spec : { ...spec, selector: labels } };
        },
        skipsUnchanged: false,
        namesFailed: false,
      },
      errors,
    );
    throwAll(errors);
  },
});
