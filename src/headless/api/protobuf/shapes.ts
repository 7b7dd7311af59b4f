import { servedVersions } from '../../../engine/index.ts';
import table from './messages.json' with { type: 'json' };

/** What one field of a message is in JSON. */
export interface FieldShape {
  /** The name in JSON; of an inline field, in protobuf alone. */
  readonly name: string;
  readonly number: number;
  readonly holds: 'one' | 'list' | 'map' | 'inline';
  /** A scalar of README.md, or the name of another message. */
  readonly type: string;
}

export interface MessageShape {
  readonly byNumber: ReadonlyMap<number, FieldShape>;
  readonly byName: ReadonlyMap<string, FieldShape>;
  /** Messages whose fields JSON writes among this one's own. */
  readonly inline: readonly FieldShape[];
}

const written: Readonly<Record<string, Readonly<Record<string, string>>>> = table;

const shapes = new Map<string, MessageShape>();

const MAP = 'map[string]';
const LIST = '[]';
const INLINE = 'inline ';

function fieldShape(name: string, text: string): FieldShape {
  const space = text.indexOf(' ');
  const number = Number(text.slice(0, space));
  const type = text.slice(space + 1);
  if (type.startsWith(MAP)) return { name, number, holds: 'map', type: type.slice(MAP.length) };
  if (type.startsWith(LIST)) return { name, number, holds: 'list', type: type.slice(LIST.length) };
  if (type.startsWith(INLINE)) return { name, number, holds: 'inline', type: type.slice(INLINE.length) };
  return { name, number, holds: 'one', type };
}

/** The fields of a message, in the order of their numbers; undefined for what is no message. */
export function shapeOf(message: string): MessageShape | undefined {
  const known = shapes.get(message);
  if (known !== undefined) return known;
  const fields = Object.hasOwn(written, message) ? written[message] : undefined;
  if (fields === undefined) return undefined;
  const all = Object.entries(fields).map(([name, text]) => fieldShape(name, text));
  const shape: MessageShape = {
    byNumber: new Map(all.map((field) => [field.number, field])),
    byName: new Map(all.filter(({ holds }) => holds !== 'inline').map((field) => [field.name, field])),
    inline: all.filter(({ holds }) => holds === 'inline'),
  };
  shapes.set(message, shape);
  return shape;
}

const METRICS = 'metrics.k8s.io/v1beta1';

/** The Go package of each group version: the first word of the group, and the version. */
const packages: ReadonlyMap<string, string> = new Map(
  [...servedVersions, METRICS].map((name) => {
    const [group = '', version = ''] = name.includes('/') ? name.split('/') : ['core', name];
    return [name, `${group.split('.', 1)[0] ?? ''}.${version}`];
  }),
);

/** Kinds that belong to no group, whatever group version a client writes with them. */
const OF_EVERY_GROUP: ReadonlySet<string> = new Set(['DeleteOptions', 'Status', 'WatchEvent']);

/** The message of a kind; undefined for kinds that have none, such as custom resources. */
export function messageOfKind(apiVersion: string, kind: string): string | undefined {
  const own = apiVersion === 'meta.k8s.io/v1' ? 'meta.v1' : packages.get(apiVersion);
  if (own === undefined) return undefined;
  const message = `${OF_EVERY_GROUP.has(kind) ? 'meta.v1' : own}.${kind}`;
  return Object.hasOwn(written, message) ? message : undefined;
}
