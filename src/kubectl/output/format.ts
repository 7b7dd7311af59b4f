import type { GenericObject } from '../../engine/index.ts';
import { toJson, toYaml } from '../../manifests/index.ts';
import { KubectlError } from '../errors.ts';
import { boolFlag, stringFlag } from '../flags.ts';

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
  /** Whether objects keep the order of their fields in JSON: those that kubectl itself made. */
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

/**
 * The printer for `-o`, or undefined for the command's own form (`''` and `name`, and `wide`). Refuses unknown formats
 * with the list of those allowed (cli-runtime pkg/genericclioptions/print_flags.go).
 */
export function printerFor(flags: PrintFlagValues, surroundings: PrinterSurroundings): ObjectPrinter | undefined {
  const equals = flags.output.indexOf('=');
  const format = equals < 0 ? flags.output : flags.output.slice(0, equals);
  const strip = (print: ObjectPrinter): ObjectPrinter =>
    flags['show-managed-fields'] ? print : (object) => print(withoutManagedFields(object));
  switch (format) {
    case '':
    case 'name':
      return undefined;
    case 'wide':
      if (surroundings.extra.includes('wide')) return undefined;
      break;
    case 'json':
      return strip((object) => toJson(object, { sorted: surroundings.isTyped !== true }));
    case 'yaml':
      return strip(toYaml);
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
