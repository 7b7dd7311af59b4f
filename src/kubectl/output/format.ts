import type { GenericObject } from '../../engine/index.ts';
import { toJson, toYaml } from '../../manifests/index.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';
import { customColumnsFilePrinter, customColumnsPrinter } from './custom-columns.ts';
import { inGoOrder } from './go-order.ts';
import { goTemplatePrinter } from './go-template.ts';
import { jsonPathPrinter } from './jsonpath-printer.ts';

/** The flags of commands that print objects. */
export const printFlags = {
  'allow-missing-template-keys': boolFlag(true),
  output: stringFlag('', { shorthand: 'o' }),
  'show-managed-fields': boolFlag(),
  template: stringFlag(),
};

export interface PrintFlagValues {
  output: string;
  template: string;
  'allow-missing-template-keys': boolean;
  'show-managed-fields': boolean;
}

/** Turns an object (or a List of them) into the text for `-o`. */
export type ObjectPrinter = (object: object) => string;

/** What the printer needs besides the flags. */
export interface PrinterSurroundings {
  readFile(path: string): string | undefined;
  /** Formats that this command knows besides the common ones. */
  extra: readonly ('wide' | 'custom-columns' | 'custom-columns-file')[];
  /** Whether kubectl has the objects in types of its own, whose order of fields JSON has then. */
  isTyped?: boolean;
  noHeaders?: boolean;
}

const COMMON = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'name',
  'template',
  'templatefile',
  'yaml',
];

function withoutManagedFields(object: object): object {
  const { items, metadata } = object as { items?: readonly object[]; metadata?: Record<string, unknown> };
  const stripped = Array.isArray(items) ? { ...object, items: items.map(withoutManagedFields) } : object;
  if (metadata?.['managedFields'] === undefined) return stripped;
  const { managedFields: _managedFields, ...rest } = metadata;
  return { ...stripped, metadata: rest };
}

/** Characters of JSON: what is longer would hold the page for seconds, and the shell takes no such output. */
const MOST_CHARACTERS = 16_000_000;

/** Refuses lists that are too long to be printed whole, as of a Deployment that asks for a million pods by mistake. */
function bounded(print: ObjectPrinter): ObjectPrinter {
  return (object) => {
    const { items } = object as { items?: unknown };
    let characters = 0;
    for (const item of Array.isArray(items) ? items : []) {
      characters += JSON.stringify(item).length;
      if (characters > MOST_CHARACTERS) throw new KubectlError('stopped: too much output for one command line');
    }
    return print(object);
  };
}

function fileText(path: string, surroundings: PrinterSurroundings, called = '--template'): string {
  const text = surroundings.readFile(path);
  if (text === undefined) {
    throw new KubectlError(`error reading ${called} ${path}, open ${path}: no such file or directory`);
  }
  return text;
}

/** Every object after the first begins with a line that divides documents (cli-runtime pkg/printers/yaml.go). */
function documentPrinter(): ObjectPrinter {
  let isFirst = true;
  return (object) => {
    const divider = isFirst ? '' : '---\n';
    isFirst = false;
    return divider + toYaml(object);
  };
}

/**
 * The printer for `-o`, or undefined for the command's own form (`''` and `name`, and `wide`). Refuses unknown formats
 * with the list of those allowed (cli-runtime pkg/genericclioptions/print_flags.go).
 */
export function printerFor(flags: PrintFlagValues, surroundings: PrinterSurroundings): ObjectPrinter | undefined {
  const equals = flags.output.indexOf('=');
  const format = equals < 0 ? flags.output : flags.output.slice(0, equals);
  const argument = equals < 0 ? flags.template : flags.output.slice(equals + 1);
  const allowMissing = flags['allow-missing-template-keys'];
  // Templates see everything.
  const strip = (print: ObjectPrinter): ObjectPrinter =>
    flags['show-managed-fields'] ? print : (object) => print(withoutManagedFields(object));
  switch (format) {
    case '':
      return flags.template === '' ? undefined : goTemplatePrinter(flags.template, allowMissing);
    case 'name':
      return undefined;
    case 'wide':
      if (surroundings.extra.includes('wide')) return undefined;
      break;
    case 'json':
      return bounded(
        strip((object) =>
          surroundings.isTyped === true ? toJson(inGoOrder(object), { sorted: false }) : toJson(object),
        ),
      );
    case 'yaml':
      return bounded(strip(documentPrinter()));
    case 'go-template':
    case 'template':
      if (argument === '') throw new KubectlError('template format specified but no template given');
      return goTemplatePrinter(argument, allowMissing);
    case 'go-template-file':
    case 'templatefile':
      return goTemplatePrinter(fileText(argument, surroundings), allowMissing);
    case 'jsonpath':
    case 'jsonpath-as-json':
      if (argument === '') throw new KubectlError('template format specified but no template given');
      return jsonPathPrinter(argument, { allowMissing, asJson: format === 'jsonpath-as-json' });
    case 'jsonpath-file':
      return jsonPathPrinter(fileText(argument, surroundings), { allowMissing, asJson: false });
    case 'custom-columns':
      if (!surroundings.extra.includes('custom-columns')) break;
      return customColumnsPrinter(argument, surroundings.noHeaders === true);
    case 'custom-columns-file':
      if (!surroundings.extra.includes('custom-columns-file')) break;
      return customColumnsFilePrinter(fileText(argument, surroundings, 'template'), surroundings.noHeaders === true);
    default:
  }
  const extra = surroundings.extra.filter((name) => name !== 'wide');
  const allowed = [...extra, ...COMMON, ...(surroundings.extra.includes('wide') ? ['wide'] : [])].toSorted();
  throw new KubectlError(
    `unable to match a printer suitable for the output format "${flags.output}", allowed formats are: ${allowed.join(',')}`,
  );
}

/** Several objects as `-o yaml` and the like print them. */
export function listOf(objects: readonly GenericObject[]): object {
  return { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } };
}
