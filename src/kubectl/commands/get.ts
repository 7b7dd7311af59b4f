import {
  customTable,
  matchesLabels,
  parseLabelSelector,
  resourceNotServed,
  servedVersionOf,
  tableFor,
  type BuiltinResource,
  type GenericObject,
  type ResourceTable,
  type Table,
} from '../../engine/index.ts';
import { ApiClient } from '../api.ts';
import { command, type Call } from '../command.ts';
import type { Wait } from '../env.ts';
import { isNotFound, KubectlError, StatusError, throwAll, usageError } from '../errors.ts';
import { filenameFlags, namesFiles, readManifestFiles, readObjects } from '../files.ts';
import { boolFlag, intFlag, stringFlag, stringsFlag } from '../flags.ts';
import { namespaceOf } from '../namespace.ts';
import { listOf, printerFor, printFlags, type ObjectPrinter } from '../output/format.ts';
import { fieldNotFound, sortByExpression, UnsortableError } from '../output/sort-by.ts';
import { TablePrinter, type TableRow } from '../output/table.ts';
import { rawAnswer } from '../raw-request.ts';
import { DEFINITIONS, Discovery, nameOf } from '../resources.ts';
import { listSelected, parseTargets, toldOfNamespace, type Target } from '../targets.ts';
import { followChanges, storeName, type WatchEvent, type WatchScope } from '../watch.ts';

const flags = {
  ...filenameFlags,
  ...printFlags,
  'all-namespaces': boolFlag(false, { shorthand: 'A' }),
  'chunk-size': intFlag(500),
  'field-selector': stringFlag(),
  'ignore-not-found': boolFlag(),
  'label-columns': stringsFlag({ shorthand: 'L' }),
  'no-headers': boolFlag(),
  'output-watch-events': boolFlag(),
  raw: stringFlag(),
  selector: stringFlag('', { shorthand: 'l' }),
  'server-print': boolFlag(true),
  'show-kind': boolFlag(),
  'show-labels': boolFlag(),
  'sort-by': stringFlag(),
  subresource: stringFlag(),
  watch: boolFlag(false, { shorthand: 'w' }),
  'watch-only': boolFlag(),
};

type GetCall = Call<typeof flags>;

/** The table of kinds that have none of their own. */
const PLAIN_TABLE = tableFor('things.example.com');

/** One run of `kubectl get` (kubectl pkg/cmd/get/get.go). */
class Get {
  private readonly call: GetCall;
  private readonly api: ApiClient;
  /** `''` for all namespaces. */
  private readonly namespace: string;
  private readonly print: ObjectPrinter | undefined;
  private readonly errors: Error[] = [];

  constructor(call: GetCall) {
    this.call = call;
    this.api = new ApiClient(call.env);
    this.namespace = call.flags['all-namespaces'] ? '' : namespaceOf(call).namespace;
    this.print = printerFor(call.flags, {
      readFile: (path) => call.env.readFile(path),
      extra: ['wide', 'custom-columns', 'custom-columns-file'],
      noHeaders: call.flags['no-headers'],
    });
  }

  *run(): Generator<Wait, void, void> {
    const { args, env } = this.call;
    const { filename, kustomize } = this.call.flags;
    const watches = this.call.flags.watch || this.call.flags['watch-only'];
    if (this.call.flags['output-watch-events'] && !watches) {
      throw new KubectlError('--output-watch-events option can only be used with --watch or --watch-only');
    }
    if (args.length === 0 && filename.length === 0 && kustomize === '' && !watches) {
      env.err(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
      );
      throw usageError(
        this.call.path,
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
      );
    }
    const targets = this.targets();
    if (targets.some(({ name }) => name !== undefined) && this.namespace === '' && args.length > 0) {
      throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
    }
    if (watches) yield* this.watch(targets);
    else if (this.print !== undefined) this.printObjects(targets, this.print);
    else if (this.call.flags.output === 'name') this.printNames(targets);
    else this.printTables(targets);
  }

  private targets(): Target[] {
    const { env, flags: given, args } = this.call;
    const discovery = new Discovery(this.api);
    if (!namesFiles(given, args)) return parseTargets(args, discovery);
    const options = { ...namespaceOf(this.call), validate: false };
    const infos = readObjects(readManifestFiles(env, given), discovery, options, this.errors);
    if (given.selector === '') return infos;
    // Rows of a table have no labels that kubectl would look at (get.go, where infos are tables).
    if (this.print === undefined && given.output !== 'name') return [];
    const requirements = parseLabelSelector(given.selector);
    return infos.filter(({ object }) => matchesLabels(requirements, object.metadata.labels));
  }

  private get selection(): { labelSelector: string; fieldSelector: string } {
    return { labelSelector: this.call.flags.selector, fieldSelector: this.call.flags['field-selector'] };
  }

  private get subresource(): { subresource?: 'status' | 'scale' } {
    const { subresource } = this.call.flags;
    if (subresource === '') return {};
    if (subresource === 'status' || subresource === 'scale') return { subresource };
    throw new StatusError(resourceNotServed().status);
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!(this.call.flags['ignore-not-found'] && isNotFound(error))) this.errors.push(error);
    }
  }

  private finish(wasEmpty: boolean, resources: readonly BuiltinResource[]): void {
    const { env, flags: given } = this.call;
    if (wasEmpty && this.errors.length === 0 && !given['ignore-not-found']) {
      const isNamespaced = this.namespace !== '' && resources.every(({ namespaced }) => namespaced);
      env.err(isNamespaced ? `No resources found in ${this.namespace} namespace.\n` : 'No resources found\n');
    }
    throwAll(this.errors);
  }

  private objects(targets: readonly Target[]): GenericObject[] {
    const found: GenericObject[] = [];
    for (const { resource, name } of targets) {
      this.attempt(() => {
        if (name !== undefined) {
          found.push(
            toldOfNamespace(this.api, resource, this.namespace, () =>
              this.api.get(resource, this.namespace, name, this.subresource),
            ),
          );
        } else
          found.push(
            ...listSelected(
              resource,
              this.selection,
              (selection) => this.api.list(resource, this.namespace, selection).items,
            ),
          );
      });
    }
    return found;
  }

  private sorted<T>(items: readonly T[], objectOf: (item: T) => unknown, are: 'objects' | 'rows'): readonly T[] {
    return sortByExpression(items, this.call.flags['sort-by'], objectOf, are, this.call.env.now());
  }

  private printObjects(targets: readonly Target[], print: ObjectPrinter): void {
    const objects = this.objects(targets);
    const [only] = objects;
    const isSingle = targets.length === 1 && targets[0]?.name !== undefined;
    const sortBy = this.call.flags['sort-by'];
    if (isSingle && only !== undefined) this.call.env.out(print(only));
    else if (!isSingle) {
      const sorted = sortBy === '' ? objects : this.sorted(objects, (object) => object, 'objects');
      this.call.env.out(print(listOf(sorted)));
    }
    throwAll(this.errors);
  }

  private printNames(targets: readonly Target[]): void {
    const named = targets.flatMap((target) =>
      this.objects([target]).map((object) => ({ resource: target.resource, object })),
    );
    const sortBy = this.call.flags['sort-by'];
    const sorted = sortBy === '' || named.length < 2 ? named : this.sorted(named, ({ object }) => object, 'objects');
    for (const { resource, object } of sorted) this.call.env.out(`${nameOf(resource, object.metadata.name)}\n`);
    throwAll(this.errors);
  }

  private namedTable(resource: BuiltinResource, name: string): Pick<Table, 'columnDefinitions' | 'rows'> {
    return this.api.getTable(resource, this.namespace, name, this.subresource);
  }

  /** The rows of a table in the order asked for. One that cannot be sorted so shows nothing. */
  private sortedRows({ rows }: Pick<Table, 'rows'>): readonly TableRow[] {
    const sortBy = this.call.flags['sort-by'];
    if (sortBy === '' || rows.length === 0) return rows;
    try {
      return this.sorted(rows, ({ object }) => object, 'rows');
    } catch (error) {
      if (error instanceof UnsortableError) throw error;
      return [];
    }
  }

  private tablePrinter(resource: BuiltinResource, isOneOfSeveral: boolean): TablePrinter {
    const given = this.call.flags;
    return new TablePrinter(resource, {
      wide: given.output === 'wide',
      headers: !given['no-headers'],
      withNamespace: this.namespace === '' && resource.namespaced,
      withKind: given['show-kind'] || isOneOfSeveral,
      showLabels: given['show-labels'],
      labelColumns: given['label-columns'],
    });
  }

  private printTables(targets: readonly Target[]): void {
    const { env, flags: given } = this.call;
    const kinds = new Set<BuiltinResource>();
    const tables: {
      resource: BuiltinResource;
      rows: readonly TableRow[];
      columns: Parameters<TablePrinter['add']>[0];
    }[] = [];
    for (const { resource, name } of targets) {
      this.attempt(() => {
        const table =
          name === undefined
            ? listSelected(resource, this.selection, (selection) =>
                this.api.listTable(resource, this.namespace, selection),
              )
            : toldOfNamespace(this.api, resource, this.namespace, () => this.namedTable(resource, name));
        const rows = this.sortedRows(table);
        // Only a table from the server is one of its kind when it is empty.
        if (given['server-print'] || rows.length > 0) kinds.add(resource);
        tables.push(
          given['server-print']
            ? { resource, rows, columns: table.columnDefinitions }
            : { resource, rows: rows.map(({ object }) => this.plainRow(object)), columns: PLAIN_TABLE.columns },
        );
      });
    }
    // kubectl cannot sort several tables: it looks for the field in the tables themselves.
    if (given['sort-by'] !== '' && tables.length > 1) throw fieldNotFound(given['sort-by']);
    let hasOutput = false;
    for (const resource of kinds) {
      const printer = this.tablePrinter(resource, kinds.size > 1);
      for (const table of tables) if (table.resource === resource) printer.add(table.columns, table.rows);
      const text = printer.flush();
      if (text === '') continue;
      if (hasOutput && !given['no-headers']) env.out('\n');
      env.out(text);
      hasOutput = true;
    }
    this.finish(
      !hasOutput,
      // Without a table from the server there is nothing in an empty list that would tell what it is of.
      given['server-print'] ? targets.map(({ resource }) => resource) : [],
    );
  }

  /** `--server-print=false`: name and age, which kubectl knows of every object. */
  private plainRow(object: GenericObject): TableRow {
    return { cells: PLAIN_TABLE.cells(object, this.call.env.now()), object };
  }

  private *watch(targets: readonly Target[]): Generator<Wait, void, void> {
    const { env, flags: given } = this.call;
    throwAll(this.errors);
    const [target, ...others] = targets;
    if (target === undefined || others.length > 0) {
      throw new KubectlError('you may only specify a single resource type');
    }
    const { resource, name } = target;
    const scope: WatchScope = {
      resource,
      namespace: resource.namespaced ? this.namespace : '',
      ...this.selection,
      ...(name === undefined ? {} : { name }),
    };
    const revision = env.revision();
    const first =
      name === undefined
        ? this.api.list(resource, this.namespace, this.selection).items
        : [this.api.get(resource, this.namespace, name)];
    const show = this.watchPrinter(resource);
    if (!given['watch-only']) show(first.map((object) => ({ type: 'ADDED', object })));
    yield* followChanges(env, scope, revision, (events) => {
      show(events);
      return false;
    });
  }

  private watchedTable(resource: BuiltinResource): ResourceTable {
    if (resource.custom !== true) return tableFor(storeName(resource));
    const definition = this.api.get(DEFINITIONS, '', storeName(resource));
    const version = servedVersionOf(definition, resource.version);
    return version === undefined ? PLAIN_TABLE : customTable(version);
  }

  private watchPrinter(resource: BuiltinResource): (events: readonly WatchEvent[]) => void {
    const { env, flags: given } = this.call;
    const print = this.print;
    if (print !== undefined || given.output === 'name') {
      return (events) => {
        for (const { object } of events) {
          env.out(print === undefined ? `${nameOf(resource, object.metadata.name)}\n` : print(object));
        }
      };
    }
    const printer = this.tablePrinter(resource, false);
    const { columns, cells } = this.watchedTable(resource);
    const withType = given['output-watch-events'];
    const typeColumn = { name: 'Event', type: 'string', format: '', description: '', priority: 0 } as const;
    return (events) => {
      const now = env.now();
      const rows = events.map(({ type, object }) => ({
        cells: withType ? [type, ...cells(object, now)] : cells(object, now),
        object,
      }));
      printer.add(withType ? [typeColumn, ...columns] : columns, rows);
      env.out(printer.flush());
    };
  }
}

export const get = command({
  name: 'get',
  flags,
  *run(call) {
    const { env, args, flags: given } = call;
    if (given.raw !== '') {
      if (args.length > 0) throw new KubectlError('arguments may not be passed when --raw is specified');
      if (given.watch || given['watch-only'] || given['label-columns'].length > 0 || given['show-labels']) {
        throw usageError(
          call.path,
          '--raw may not be specified with other flags that filter the server request or alter the output',
        );
      }
      if (given.output !== '') throw new KubectlError('--raw and --output are mutually exclusive');
      env.out(rawAnswer(env, 'get', given.raw));
      return;
    }
    yield* new Get(call).run();
  },
});
